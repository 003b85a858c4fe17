// Types that several operations share. KMIP 2.1 section 6.
import type { Name, UniqueIdentifier } from '../objects/structures.ts'

/** A request that only names its object; without a name the ID placeholder of the batch stands in. */
export interface ObjectRequest {
  readonly uniqueIdentifier?: UniqueIdentifier
}

/** A response that only repeats the object's identifier. */
export interface ObjectResponse {
  readonly uniqueIdentifier: string
}

/** KMIP 1.x: the templates whose attributes count as given too, deprecated since 1.3. */
export interface TemplateNames {
  readonly templates?: readonly Name[]
}
