// The structures that attributes and objects are made of, as JavaScript values: keys are the field
// names of the standard in camel case, enumerations the names of their values. KMIP 2.1 sections 3,
// 4 and 5.
import type { Enumerated } from '../tables/enumerations.ts'

/**
 * What names an object in a request. KMIP 2.x also knows the result of an earlier item of the batch
 * (`result`: IDPlaceholder, Create …) and its position among the identifiers returned so far
 * (`position`: from 0, negative counts back). In responses it is always a text.
 */
export type UniqueIdentifier =
  | string
  | { readonly result: Enumerated<'UniqueIdentifier'> }
  | { readonly position: number }

export interface Name {
  readonly nameValue: string
  readonly nameType: Enumerated<'NameType'>
}

export interface AlternativeName {
  readonly alternativeNameValue: string
  readonly alternativeNameType: Enumerated<'AlternativeNameType'>
}

export interface ApplicationSpecificInformation {
  readonly applicationNamespace: string
  readonly applicationData?: string
}

export interface CryptographicDomainParameters {
  /** Bits. */
  readonly qlength?: number
  readonly recommendedCurve?: Enumerated<'RecommendedCurve'>
}

/** Lengths in bits, but `ivLength`, `tagLength` and `saltLength` in bytes. */
export interface CryptographicParameters {
  readonly blockCipherMode?: Enumerated<'BlockCipherMode'>
  readonly paddingMethod?: Enumerated<'PaddingMethod'>
  readonly hashingAlgorithm?: Enumerated<'HashingAlgorithm'>
  readonly keyRoleType?: Enumerated<'KeyRoleType'>
  readonly digitalSignatureAlgorithm?: Enumerated<'DigitalSignatureAlgorithm'>
  readonly cryptographicAlgorithm?: Enumerated<'CryptographicAlgorithm'>
  readonly randomIv?: boolean
  readonly ivLength?: number
  readonly tagLength?: number
  readonly fixedFieldLength?: number
  readonly invocationFieldLength?: number
  readonly counterLength?: number
  readonly initialCounterValue?: number
  readonly saltLength?: number
  readonly maskGenerator?: Enumerated<'MaskGenerator'>
  readonly maskGeneratorHashingAlgorithm?: Enumerated<'HashingAlgorithm'>
  readonly pSource?: Uint8Array
  readonly trailerField?: number
}

export interface Digest {
  readonly hashingAlgorithm: Enumerated<'HashingAlgorithm'>
  readonly digestValue?: Uint8Array
  readonly keyFormatType?: Enumerated<'KeyFormatType'>
}

export interface KeyValueLocation {
  readonly keyValueLocationValue: string
  readonly keyValueLocationType: Enumerated<'KeyValueLocationType'>
}

export interface Link {
  readonly linkType: Enumerated<'LinkType'>
  readonly linkedObjectIdentifier: UniqueIdentifier
}

export interface RandomNumberGenerator {
  readonly rngAlgorithm: Enumerated<'RNGAlgorithm'>
  readonly cryptographicAlgorithm?: Enumerated<'CryptographicAlgorithm'>
  readonly cryptographicLength?: number
  readonly hashingAlgorithm?: Enumerated<'HashingAlgorithm'>
  readonly drbgAlgorithm?: Enumerated<'DRBGAlgorithm'>
  readonly recommendedCurve?: Enumerated<'RecommendedCurve'>
  readonly fips186Variation?: Enumerated<'FIPS186Variation'>
  readonly predictionResistance?: boolean
}

export interface RevocationReason {
  readonly revocationReasonCode: Enumerated<'RevocationReasonCode'>
  readonly revocationMessage?: string
}

export interface RotateName {
  readonly rotateNameValue: string
  readonly rotateNameType: Enumerated<'RotateNameType'>
}

export interface UsageLimits {
  readonly usageLimitsTotal: bigint
  readonly usageLimitsCount?: bigint
  readonly usageLimitsUnit: Enumerated<'UsageLimitsUnit'>
}

/** KMIP 1.0 to 1.4 only, deprecated since 1.1 in favour of the X.509 ones. */
export interface CertificateIdentifier {
  readonly issuer: string
  readonly serialNumber?: string
}

export interface CertificateIssuer {
  readonly certificateIssuerDistinguishedName: string
  readonly certificateIssuerAlternativeNames?: readonly string[]
}

export interface CertificateSubject {
  readonly certificateSubjectDistinguishedName: string
  readonly certificateSubjectAlternativeNames?: readonly string[]
}

/** Distinguished names and serial numbers as DER. */
export interface X509CertificateIdentifier {
  readonly issuerDistinguishedName: Uint8Array
  readonly certificateSerialNumber: Uint8Array
}

export interface X509CertificateIssuer {
  readonly issuerDistinguishedName: Uint8Array
  readonly issuerAlternativeNames?: readonly Uint8Array[]
}

export interface X509CertificateSubject {
  readonly subjectDistinguishedName: Uint8Array
  readonly subjectAlternativeNames?: readonly Uint8Array[]
}
