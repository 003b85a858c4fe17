import type { AttributeReference } from '../attributes/attribute.ts'
import type { ObjectRequest, OperationForm } from './operation.ts'

/** Get Attribute List (KMIP 2.1 section 6.1.22). */
export type GetAttributeListRequest = ObjectRequest

export interface GetAttributeListResponse {
  readonly uniqueIdentifier: string
  readonly attributeReferences: readonly AttributeReference[]
}

export const getAttributeList: OperationForm = { responseLists: ['attributeReferences'] }
