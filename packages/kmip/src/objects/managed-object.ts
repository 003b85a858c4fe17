import type { Attribute } from '../attributes/attribute.ts'
import type { Enumerated } from '../tables/enumerations.ts'
import type { Item } from '../ttlv/item.ts'
import type { CryptographicParameters, UniqueIdentifier } from './structures.ts'

/** A managed object as Register brings it and Get returns it (KMIP 2.1 section 2). */
export type ManagedObject =
  | { readonly objectType: 'SymmetricKey'; readonly keyBlock: KeyBlock }
  | { readonly objectType: 'PublicKey'; readonly keyBlock: KeyBlock }
  | { readonly objectType: 'PrivateKey'; readonly keyBlock: KeyBlock }
  | {
      readonly objectType: 'SecretData'
      readonly secretDataType: Enumerated<'SecretDataType'>
      readonly keyBlock: KeyBlock
    }
  | {
      readonly objectType: 'OpaqueObject'
      /** The standard names no value: extension values only. */
      readonly opaqueDataType: `0x${string}`
      readonly opaqueDataValue: Uint8Array
    }
  | {
      readonly objectType: 'Certificate'
      readonly certificateType: Enumerated<'CertificateType'>
      readonly certificateValue: Uint8Array
    }
  | {
      readonly objectType: 'SplitKey'
      readonly splitKeyParts: number
      readonly keyPartIdentifier: number
      readonly splitKeyThreshold: number
      readonly splitKeyMethod: Enumerated<'SplitKeyMethod'>
      readonly primeFieldSize?: bigint
      readonly keyBlock: KeyBlock
    }
  | { readonly objectType: 'Template'; readonly attributes: readonly Attribute[] }
  | {
      readonly objectType: 'PGPKey'
      readonly pgpKeyVersion: number
      readonly keyBlock: KeyBlock
    }
  | {
      readonly objectType: 'CertificateRequest'
      readonly certificateRequestType: Enumerated<'CertificateRequestType'>
      readonly certificateRequestValue: Uint8Array
    }

export interface KeyBlock {
  readonly keyFormatType: Enumerated<'KeyFormatType'>
  readonly keyCompressionType?: Enumerated<'KeyCompressionType'>
  /** Absent where the value is kept elsewhere (1.2 on); bytes when wrapped. */
  readonly keyValue?: KeyValue | Uint8Array
  readonly cryptographicAlgorithm?: Enumerated<'CryptographicAlgorithm'>
  /** Bits. */
  readonly cryptographicLength?: number
  readonly keyWrappingData?: KeyWrappingData
}

export interface KeyValue {
  /** Bytes for Raw, Opaque, PKCS_1, PKCS_8, X_509, ECPrivateKey; else a transparent key. */
  readonly keyMaterial: Uint8Array | TransparentKey
  readonly attributes?: readonly Attribute[]
}

/**
 * The fields of all transparent formats; which of them are there depends on the key format type.
 */
export interface TransparentKey {
  readonly key?: Uint8Array
  readonly p?: bigint
  readonly q?: bigint
  readonly g?: bigint
  readonly j?: bigint
  readonly x?: bigint
  readonly y?: bigint
  readonly d?: bigint
  readonly modulus?: bigint
  readonly privateExponent?: bigint
  readonly publicExponent?: bigint
  readonly primeExponentP?: bigint
  readonly primeExponentQ?: bigint
  readonly crtCoefficient?: bigint
  readonly recommendedCurve?: Enumerated<'RecommendedCurve'>
  readonly qString?: Uint8Array
  /** The items of a vendor's format. */
  readonly extensions?: readonly Item[]
}

/** Which key wrapped or signed, and how. */
export interface WrappingKeyInformation {
  readonly uniqueIdentifier: UniqueIdentifier
  readonly cryptographicParameters?: CryptographicParameters
}

export interface KeyWrappingData {
  readonly wrappingMethod: Enumerated<'WrappingMethod'>
  readonly encryptionKeyInformation?: WrappingKeyInformation
  readonly macSignatureKeyInformation?: WrappingKeyInformation
  readonly macSignature?: Uint8Array
  readonly ivCounterNonce?: Uint8Array
  readonly encodingOption?: Enumerated<'EncodingOption'>
}

export interface KeyWrappingSpecification {
  readonly wrappingMethod: Enumerated<'WrappingMethod'>
  readonly encryptionKeyInformation?: WrappingKeyInformation
  readonly macSignatureKeyInformation?: WrappingKeyInformation
  readonly attributeNames?: readonly string[]
  readonly encodingOption?: Enumerated<'EncodingOption'>
}
