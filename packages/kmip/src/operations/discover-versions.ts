import type { ProtocolVersionNumber } from '../versions.ts'
import type { OperationForm } from './operation.ts'

/** Discover Versions (KMIP 2.1 section 6.1.16). No versions: the client asks for all. */
export interface DiscoverVersionsRequest {
  readonly protocolVersions: readonly ProtocolVersionNumber[]
}

/** The preferred one first. */
export interface DiscoverVersionsResponse {
  readonly protocolVersions: readonly ProtocolVersionNumber[]
}

export const discoverVersions: OperationForm = {
  requestLists: ['protocolVersions'],
  responseLists: ['protocolVersions'],
}
