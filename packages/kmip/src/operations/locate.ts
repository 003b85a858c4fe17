import type { AttributeFilter } from '../attributes/attribute.ts'
import type { Enumerated } from '../tables/enumerations.ts'
import type { OperationForm } from './operation.ts'

/**
 * Locate (KMIP 2.1 section 6.1.30). FortiOS puts the conditions into a Template Attribute in 1.x:
 * they come out here all the same.
 */
export interface LocateRequest {
  readonly maximumItems?: number
  /** 1.3 on. */
  readonly offsetItems?: number
  /** Bits of StorageStatusMask; absent means on-line objects only. */
  readonly storageStatusMask?: number
  /** 1.1 on. */
  readonly objectGroupMember?: Enumerated<'ObjectGroupMember'>
  /** All must match. */
  readonly attributes: readonly AttributeFilter[]
}

export interface LocateResponse {
  /** Matches before `maximumItems` cut them; 1.3 on. */
  readonly locatedItems?: number
  readonly uniqueIdentifiers: readonly string[]
}

export const locate: OperationForm = {
  requestLists: ['attributes'],
  responseLists: ['uniqueIdentifiers'],
  partial: true,
  finishRequest(fields) {
    // A Name straight inside the Template Attribute names a template in other operations; here it
    // can only be meant as a condition.
    const { templates } = fields
    if (!Array.isArray(templates)) return
    const names = templates.map((value: unknown) => ({ name: 'Name', value }))
    fields.attributes = [...(fields.attributes as readonly unknown[]), ...names]
    delete fields.templates
  },
}
