import type { Attribute, AttributeReference } from '../attributes/attribute.ts'
import type { UniqueIdentifier } from '../objects/structures.ts'
import type { OperationForm } from './operation.ts'

/** Get Attributes (KMIP 2.1 section 6.1.21). No references: all attributes. */
export interface GetAttributesRequest {
  readonly uniqueIdentifier?: UniqueIdentifier
  readonly attributeReferences: readonly AttributeReference[]
}

export interface GetAttributesResponse {
  readonly uniqueIdentifier: string
  readonly attributes: readonly Attribute[]
}

export const getAttributes: OperationForm = {
  requestLists: ['attributeReferences'],
  responseLists: ['attributes'],
}
