import type { Attribute } from '../attributes/attribute.ts'
import type { UniqueIdentifier } from '../objects/structures.ts'
import type { OperationForm } from './operation.ts'

/** Add Attribute (KMIP 2.1 section 6.1.2). */
export interface AddAttributeRequest {
  readonly uniqueIdentifier?: UniqueIdentifier
  readonly attribute: Attribute
}

export interface AddAttributeResponse {
  readonly uniqueIdentifier: string
  /** The attribute as it now is; travels in 1.x only, where it must be there. */
  readonly attribute?: Attribute
}

export const addAttribute: OperationForm = {}
