import type { Attribute } from '../attributes/attribute.ts'
import type { UniqueIdentifier } from '../objects/structures.ts'
import type { OperationForm } from './operation.ts'

/**
 * Modify Attribute (KMIP 2.1 section 6.1.35). Which instance: in 1.x the `index` of `attribute`, 0
 * if absent; in 2.x the one that equals `currentAttribute`, or the only one there is.
 */
export interface ModifyAttributeRequest {
  readonly uniqueIdentifier?: UniqueIdentifier
  readonly attribute: Attribute
  readonly currentAttribute?: Attribute
}

export interface ModifyAttributeResponse {
  readonly uniqueIdentifier: string
  /** The attribute as it now is; travels in 1.x only, where it must be there. */
  readonly attribute?: Attribute
}

export const modifyAttribute: OperationForm = {}
