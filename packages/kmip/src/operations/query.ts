import type { RandomNumberGenerator } from '../objects/structures.ts'
import type { Enumerated } from '../tables/enumerations.ts'
import type { Item } from '../ttlv/item.ts'
import type { OperationForm } from './operation.ts'

/** Query (KMIP 2.1 section 6.1.39). */
export interface QueryRequest {
  readonly queryFunctions: readonly Enumerated<'QueryFunction'>[]
  /** 2.1: the groups whose defaults are asked. */
  readonly objectGroups?: readonly string[]
}

/** Only what was asked is there. What the version of the request lacks is left out when written. */
export interface QueryResponse {
  readonly operations?: readonly Enumerated<'Operation'>[]
  readonly objectTypes?: readonly Enumerated<'ObjectType'>[]
  readonly vendorIdentification?: string
  readonly serverInformation?: ServerInformation
  readonly applicationNamespaces?: readonly string[]
  readonly extensionInformation?: readonly ExtensionInformation[]
  readonly attestationTypes?: readonly Enumerated<'AttestationType'>[]
  readonly rngParameters?: readonly RandomNumberGenerator[]
  readonly profileInformation?: readonly ProfileInformation[]
  readonly validationInformation?: readonly ValidationInformation[]
  readonly capabilityInformation?: readonly CapabilityInformation[]
  readonly clientRegistrationMethods?: readonly Enumerated<'ClientRegistrationMethod'>[]
  /** 2.x: the storage masks on offer. */
  readonly protectionStorageMasks?: readonly number[]
}

/**
 * The named fields exist from 2.0 on; `extensions` are vendor items and travel in every version.
 */
export interface ServerInformation {
  readonly serverName?: string
  readonly serverSerialNumber?: string
  readonly serverVersion?: string
  readonly serverLoad?: string
  readonly productName?: string
  readonly buildLevel?: string
  readonly buildDate?: string
  readonly clusterInfo?: string
  readonly alternateFailoverEndpoints?: readonly string[]
  readonly extensions?: readonly Item[]
}

export interface ExtensionInformation {
  readonly extensionName: string
  readonly extensionTag?: number
  /** The code of the item type; an Integer in 1.x, an Enumeration in 2.x. */
  readonly extensionType?: Enumerated<'ItemType'>
  readonly extensionEnumeration?: number
  readonly extensionAttribute?: boolean
  readonly extensionParentStructureTag?: number
  readonly extensionDescription?: string
}

export interface ProfileInformation {
  readonly profileName: Enumerated<'ProfileName'>
  readonly profileVersion?: {
    readonly profileVersionMajor: number
    readonly profileVersionMinor: number
  }
  readonly serverUri?: string
  readonly serverPort?: number
}

export interface ValidationInformation {
  readonly validationAuthorityType: Enumerated<'ValidationAuthorityType'>
  readonly validationAuthorityCountry?: string
  readonly validationAuthorityUri?: string
  readonly validationVersionMajor: number
  readonly validationVersionMinor?: number
  readonly validationType: Enumerated<'ValidationType'>
  readonly validationLevel: number
  readonly validationCertificateIdentifier?: string
  readonly validationCertificateUri?: string
  readonly validationVendorUri?: string
  readonly validationProfiles?: readonly string[]
}

export interface CapabilityInformation {
  readonly streamingCapability?: boolean
  readonly asynchronousCapability?: boolean
  readonly attestationCapability?: boolean
  readonly batchUndoCapability?: boolean
  readonly batchContinueCapability?: boolean
  readonly unwrapMode?: Enumerated<'UnwrapMode'>
  readonly destroyAction?: Enumerated<'DestroyAction'>
  readonly shreddingAlgorithm?: Enumerated<'ShreddingAlgorithm'>
  readonly rngMode?: Enumerated<'RNGMode'>
  readonly quantumSafeCapability?: boolean
}


export const query: OperationForm = {}
