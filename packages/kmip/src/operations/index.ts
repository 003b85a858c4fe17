import type { Enumerated } from '../tables/enumerations.ts'
import { activate, type ActivateRequest, type ActivateResponse } from './activate.ts'
import {
  addAttribute,
  type AddAttributeRequest,
  type AddAttributeResponse,
} from './add-attribute.ts'
import { create, type CreateRequest, type CreateResponse } from './create.ts'
import {
  deleteAttribute,
  type DeleteAttributeRequest,
  type DeleteAttributeResponse,
} from './delete-attribute.ts'
import { destroy, type DestroyRequest, type DestroyResponse } from './destroy.ts'
import {
  discoverVersions,
  type DiscoverVersionsRequest,
  type DiscoverVersionsResponse,
} from './discover-versions.ts'
import { get, type GetRequest, type GetResponse } from './get.ts'
import {
  getAttributeList,
  type GetAttributeListRequest,
  type GetAttributeListResponse,
} from './get-attribute-list.ts'
import {
  getAttributes,
  type GetAttributesRequest,
  type GetAttributesResponse,
} from './get-attributes.ts'
import { locate, type LocateRequest, type LocateResponse } from './locate.ts'
import {
  modifyAttribute,
  type ModifyAttributeRequest,
  type ModifyAttributeResponse,
} from './modify-attribute.ts'
import { query, type QueryRequest, type QueryResponse } from './query.ts'
import { register, type RegisterRequest, type RegisterResponse } from './register.ts'
import { revoke, type RevokeRequest, type RevokeResponse } from './revoke.ts'
import type { OperationForm } from './operation.ts'

/** Any of the standard's operations, or a vendor's. */
export type Operation = Enumerated<'Operation'>

/** The operations whose payloads this package reads and writes: one line and one file for each. */
export interface RequestPayloads {
  Activate: ActivateRequest
  AddAttribute: AddAttributeRequest
  Create: CreateRequest
  DeleteAttribute: DeleteAttributeRequest
  Destroy: DestroyRequest
  DiscoverVersions: DiscoverVersionsRequest
  Get: GetRequest
  GetAttributeList: GetAttributeListRequest
  GetAttributes: GetAttributesRequest
  Locate: LocateRequest
  ModifyAttribute: ModifyAttributeRequest
  Query: QueryRequest
  Register: RegisterRequest
  Revoke: RevokeRequest
}

export interface ResponsePayloads {
  Activate: ActivateResponse
  AddAttribute: AddAttributeResponse
  Create: CreateResponse
  DeleteAttribute: DeleteAttributeResponse
  Destroy: DestroyResponse
  DiscoverVersions: DiscoverVersionsResponse
  Get: GetResponse
  GetAttributeList: GetAttributeListResponse
  GetAttributes: GetAttributesResponse
  Locate: LocateResponse
  ModifyAttribute: ModifyAttributeResponse
  Query: QueryResponse
  Register: RegisterResponse
  Revoke: RevokeResponse
}

export type SupportedOperation = keyof RequestPayloads

/** The operations that can be read and written here. */
export const operationForms: Readonly<Record<SupportedOperation, OperationForm>> = {
  Activate: activate,
  AddAttribute: addAttribute,
  Create: create,
  DeleteAttribute: deleteAttribute,
  Destroy: destroy,
  DiscoverVersions: discoverVersions,
  Get: get,
  GetAttributeList: getAttributeList,
  GetAttributes: getAttributes,
  Locate: locate,
  ModifyAttribute: modifyAttribute,
  Query: query,
  Register: register,
  Revoke: revoke,
}

export const supportedOperations = Object.keys(operationForms) as readonly SupportedOperation[]

export const isSupported = (operation: string): operation is SupportedOperation =>
  Object.hasOwn(operationForms, operation)
