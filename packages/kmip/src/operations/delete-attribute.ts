import type { Attribute, AttributeReference } from '../attributes/attribute.ts'
import type { UniqueIdentifier } from '../objects/structures.ts'
import type { OperationForm } from './operation.ts'

/**
 * Delete Attribute (KMIP 2.1 section 6.1.13). A reference with an index names one instance (1.x,
 * where reading sets the default 0); without an index all instances (2.x); `currentAttribute` (2.x)
 * the instance that equals it.
 */
export interface DeleteAttributeRequest {
  readonly uniqueIdentifier?: UniqueIdentifier
  readonly attributeReference?: AttributeReference
  readonly attributeIndex?: number
  readonly currentAttribute?: Attribute
}

export interface DeleteAttributeResponse {
  readonly uniqueIdentifier: string
  /** What was deleted; travels in 1.x only, where it must be there. */
  readonly attribute?: Attribute
}

export const deleteAttribute: OperationForm = {
  finishRequest(fields, reading) {
    if (reading.version < '2.0') fields.attributeIndex ??= 0
    else if (fields.attributeReference === undefined && fields.currentAttribute === undefined) {
      reading.refuse('InvalidMessage', 'Delete Attribute names no attribute')
    }
  },
}
