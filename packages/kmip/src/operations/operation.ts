// What the operations share. KMIP 2.1 section 6.
import type { Fields, Reading } from '../mapping/context.ts'
import type { Name, UniqueIdentifier } from '../objects/structures.ts'

/**
 * A request that only names its object; without a name the ID placeholder of the batch stands in.
 */
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

/** What the tables do not say about an operation. An empty object: they say all. */
export interface OperationForm {
  /** Lists that are there, empty, even where the message has none. */
  readonly requestLists?: readonly string[]
  readonly responseLists?: readonly string[]
  /** Structures inside the request may lack required fields. */
  readonly partial?: boolean
  /** Last touch to a request's fields; refuses through `reading`. */
  readonly finishRequest?: (fields: Fields, reading: Reading) => void
}
