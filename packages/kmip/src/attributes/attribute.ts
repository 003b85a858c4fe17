import type {
  AlternativeName,
  ApplicationSpecificInformation,
  CertificateIdentifier,
  CertificateIssuer,
  CertificateSubject,
  CryptographicDomainParameters,
  CryptographicParameters,
  Digest,
  KeyValueLocation,
  Link,
  Name,
  RandomNumberGenerator,
  RevocationReason,
  RotateName,
  UniqueIdentifier,
  UsageLimits,
  X509CertificateIdentifier,
  X509CertificateIssuer,
  X509CertificateSubject,
} from '../objects/structures.ts'
import type { Enumerated } from '../tables/enumerations.ts'
import type { TypedValue } from '../ttlv/item.ts'

/**
 * The attributes of the standard with the form of their values. Dates are seconds since 1970 UTC.
 */
export interface AttributeValues extends CertificateFieldValues {
  ActivationDate: bigint
  AlternativeName: AlternativeName
  AlwaysSensitive: boolean
  ApplicationSpecificInformation: ApplicationSpecificInformation
  ArchiveDate: bigint
  CertificateIdentifier: CertificateIdentifier
  CertificateIssuer: CertificateIssuer
  CertificateLength: number
  CertificateSubject: CertificateSubject
  CertificateType: Enumerated<'CertificateType'>
  Comment: string
  CompromiseDate: bigint
  CompromiseOccurrenceDate: bigint
  ContactInformation: string
  CryptographicAlgorithm: Enumerated<'CryptographicAlgorithm'>
  CryptographicDomainParameters: CryptographicDomainParameters
  CryptographicLength: number
  CryptographicParameters: CryptographicParameters
  CryptographicUsageMask: number
  DeactivationDate: bigint
  Description: string
  DestroyDate: bigint
  Digest: Digest
  DigitalSignatureAlgorithm: Enumerated<'DigitalSignatureAlgorithm'>
  Extractable: boolean
  Fresh: boolean
  InitialDate: bigint
  KeyFormatType: Enumerated<'KeyFormatType'>
  KeyValueLocation: KeyValueLocation
  KeyValuePresent: boolean
  LastChangeDate: bigint
  LeaseTime: number
  Link: Link
  NISTKeyType: Enumerated<'NISTKeyType'>
  Name: Name
  NeverExtractable: boolean
  ObjectGroup: string
  ObjectType: Enumerated<'ObjectType'>
  OpaqueDataType: `0x${string}`
  OperationPolicyName: string
  OriginalCreationDate: bigint
  PKCS_12FriendlyName: string
  ProcessStartDate: bigint
  ProtectStopDate: bigint
  ProtectionLevel: Enumerated<'ProtectionLevel'>
  ProtectionPeriod: number
  ProtectionStorageMask: number
  QuantumSafe: boolean
  RandomNumberGenerator: RandomNumberGenerator
  RevocationReason: RevocationReason
  RotateAutomatic: boolean
  RotateDate: bigint
  RotateGeneration: number
  RotateInterval: number
  RotateLatest: boolean
  RotateName: RotateName
  RotateOffset: number
  Sensitive: boolean
  ShortUniqueIdentifier: Uint8Array
  State: Enumerated<'State'>
  UniqueIdentifier: UniqueIdentifier
  UsageLimits: UsageLimits
  X_509CertificateIdentifier: X509CertificateIdentifier
  X_509CertificateIssuer: X509CertificateIssuer
  X_509CertificateSubject: X509CertificateSubject
}

type DistinguishedNameField =
  | 'C' | 'CN' | 'DC' | 'DNQualifier' | 'Email' | 'L'
  | 'O' | 'OU' | 'ST' | 'SerialNumber' | 'Title' | 'UID'

/** The single fields of a certificate's subject and issuer, as text. */
type CertificateFieldValues = Record<
  `Certificate${'Subject' | 'Issuer'}${DistinguishedNameField}`,
  string
>

/** The standard's attributes by their tag names (KMIP 2.1 section 4). */
export type AttributeName = keyof AttributeValues

/**
 * An attribute instance of the standard, free of any version. `index` tells the instances of one
 * name apart in KMIP 1.x (0 if absent); KMIP 2.x neither sends nor shows it.
 */
export type StandardAttribute<N extends AttributeName = AttributeName> = {
  [K in N]: { readonly name: K; readonly index?: number; readonly value: AttributeValues[K] }
}[N]

/**
 * An attribute of a client (vendor `x`, in KMIP 1.x `x-NAME`), a server (`y`, `y-NAME`) or, in KMIP
 * 2.x only, any other vendor. The value keeps its item type, since no table states it.
 */
export interface VendorAttribute {
  readonly vendor: string
  readonly name: string
  readonly index?: number
  readonly value: TypedValue
}

export type Attribute = StandardAttribute | VendorAttribute

/**
 * Names an attribute. `unknown` holds a name (1.x) or tag (2.x) that neither the tables nor a
 * vendor know.
 */
export type AttributeReference =
  | { readonly name: AttributeName }
  | { readonly vendor: string; readonly name: string }
  | { readonly unknown: string }

/**
 * A condition of Locate: as an attribute, but of a structure only the given fields are compared.
 */
export type AttributeFilter =
  | {
      [N in AttributeName]: {
        readonly name: N
        readonly index?: number
        readonly value: AttributeValues[N] extends object
          ? AttributeValues[N] | Partial<AttributeValues[N]>
          : AttributeValues[N]
      }
    }[AttributeName]
  | VendorAttribute

export const isVendor = (attribute: Attribute): attribute is VendorAttribute =>
  'vendor' in attribute

/** The value of the first instance of `name`, undefined if there is none. */
export function attributeValue<N extends AttributeName>(
  attributes: readonly Attribute[],
  name: N,
): AttributeValues[N] | undefined {
  return attributeValues(attributes, name)[0]
}

/** The values of all instances of `name`, in order. */
export function attributeValues<N extends AttributeName>(
  attributes: readonly Attribute[],
  name: N,
): AttributeValues[N][] {
  const values: AttributeValues[N][] = []
  for (const attribute of attributes) {
    if (isVendor(attribute) || attribute.name !== name) continue
    values.push(attribute.value as AttributeValues[N])
  }
  return values
}
