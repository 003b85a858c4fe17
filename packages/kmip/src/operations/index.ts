import type { Enumerated } from '../tables/enumerations.ts'
import type { ActivateRequest, ActivateResponse } from './activate.ts'
import type { AddAttributeRequest, AddAttributeResponse } from './add-attribute.ts'
import type { CreateRequest, CreateResponse } from './create.ts'
import type { DeleteAttributeRequest, DeleteAttributeResponse } from './delete-attribute.ts'
import type { DestroyRequest, DestroyResponse } from './destroy.ts'
import type { DiscoverVersionsRequest, DiscoverVersionsResponse } from './discover-versions.ts'
import type { GetRequest, GetResponse } from './get.ts'
import type { GetAttributeListRequest, GetAttributeListResponse } from './get-attribute-list.ts'
import type { GetAttributesRequest, GetAttributesResponse } from './get-attributes.ts'
import type { LocateRequest, LocateResponse } from './locate.ts'
import type { ModifyAttributeRequest, ModifyAttributeResponse } from './modify-attribute.ts'
import type { QueryRequest, QueryResponse } from './query.ts'
import type { RegisterRequest, RegisterResponse } from './register.ts'
import type { RevokeRequest, RevokeResponse } from './revoke.ts'

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
