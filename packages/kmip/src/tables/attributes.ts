// The attributes of KMIP 1.0 to 2.1 and who may do what with them (KMIP 2.1 section 4, KMIP 1.4
// section 3).
import type { ProtocolVersion } from '../versions.ts'

export interface AttributeRule {
  /** The Attribute Name of KMIP 1.x. */
  readonly text: string
  /** 1.0 if absent. */
  readonly since?: ProtocolVersion
  readonly removed?: ProtocolVersion
  /** An object may have several instances; at most one if absent. */
  readonly multiple?: true
  /** Every object it applies to has a value. */
  readonly always?: true
  /**
   * Who gives the first value. `server`: no client may add it. Algorithm, length and the like in a
   * request for a new object are wishes, which the server meets or refuses.
   */
  readonly setBy: 'client' | 'server' | 'either'
  /** When a client may change the value; never if absent. */
  readonly modify?:
    | 'always' | 'while PreActive' | 'while PreActive or Active' | 'until it has passed'
    | 'until used'
  /** When a client may delete it; never if absent. */
  readonly remove?: 'always' | 'until used'
  /** The objects that may have it in 1.x; all if absent. */
  readonly appliesTo1?: ObjectClass
  /** The objects that may have it in 2.x; all if absent. */
  readonly appliesTo2?: ObjectClass
}

export type ObjectClass =
  | 'cryptographic' | 'cryptographic or opaque' | 'opaque' | 'keys' | 'keys or certificates'
  | 'symmetric' | 'asymmetric' | 'with secret value'
  | 'certificates' | 'X.509 certificates' | 'certificates or PGP keys'

/** The single text fields that 2.x shows of a certificate. */
const certificateField = (text: string): AttributeRule => ({
  text, since: '2.0', multiple: true, setBy: 'server', appliesTo2: 'certificates',
})

export const attributes = {
  ActivationDate: {
    text: 'Activation Date', setBy: 'either', modify: 'while PreActive',
    appliesTo1: 'cryptographic',
  },
  AlternativeName: {
    text: 'Alternative Name', since: '1.2', multiple: true, setBy: 'client', modify: 'always',
    remove: 'always',
  },
  AlwaysSensitive: { text: 'Always Sensitive', since: '1.4', always: true, setBy: 'server' },
  ApplicationSpecificInformation: {
    text: 'Application Specific Information', multiple: true, setBy: 'client', modify: 'always',
    remove: 'always',
  },
  ArchiveDate: { text: 'Archive Date', setBy: 'server' },
  CertificateIdentifier: {
    text: 'Certificate Identifier', removed: '2.0', always: true, setBy: 'server',
    appliesTo1: 'certificates',
  },
  CertificateIssuer: {
    text: 'Certificate Issuer', removed: '2.0', always: true, setBy: 'server',
    appliesTo1: 'certificates',
  },
  CertificateLength: {
    text: 'Certificate Length', since: '1.1', always: true, setBy: 'server',
    appliesTo1: 'certificates', appliesTo2: 'certificates',
  },
  CertificateSubject: {
    text: 'Certificate Subject', removed: '2.0', always: true, setBy: 'server',
    appliesTo1: 'certificates',
  },
  CertificateType: {
    text: 'Certificate Type', always: true, setBy: 'server', appliesTo1: 'certificates',
    appliesTo2: 'certificates',
  },
  Comment: { text: 'Comment', since: '1.4', setBy: 'either', modify: 'always', remove: 'always' },
  CompromiseDate: {
    text: 'Compromise Date', setBy: 'server', appliesTo1: 'cryptographic or opaque',
  },
  CompromiseOccurrenceDate: {
    text: 'Compromise Occurrence Date', setBy: 'server', appliesTo1: 'cryptographic or opaque',
  },
  ContactInformation: {
    text: 'Contact Information', setBy: 'either', modify: 'always', remove: 'always',
  },
  CryptographicAlgorithm: {
    text: 'Cryptographic Algorithm', always: true, setBy: 'server',
    appliesTo1: 'keys or certificates',
  },
  CryptographicDomainParameters: {
    text: 'Cryptographic Domain Parameters', setBy: 'client', appliesTo1: 'asymmetric',
    appliesTo2: 'asymmetric',
  },
  CryptographicLength: {
    text: 'Cryptographic Length', always: true, setBy: 'server',
    appliesTo1: 'keys or certificates',
  },
  CryptographicParameters: {
    text: 'Cryptographic Parameters', multiple: true, setBy: 'client', modify: 'always',
    remove: 'always', appliesTo1: 'keys or certificates',
  },
  CryptographicUsageMask: {
    text: 'Cryptographic Usage Mask', always: true, setBy: 'either', appliesTo1: 'cryptographic',
  },
  DeactivationDate: {
    text: 'Deactivation Date', setBy: 'either', modify: 'while PreActive or Active',
    appliesTo1: 'cryptographic',
  },
  Description: {
    text: 'Description', since: '1.4', setBy: 'either', modify: 'always', remove: 'always',
  },
  DestroyDate: { text: 'Destroy Date', setBy: 'server', appliesTo1: 'cryptographic or opaque' },
  Digest: {
    text: 'Digest', multiple: true, always: true, setBy: 'server',
    appliesTo1: 'cryptographic or opaque',
  },
  DigitalSignatureAlgorithm: {
    text: 'Digital Signature Algorithm', since: '1.1', multiple: true, always: true,
    setBy: 'server', appliesTo1: 'certificates or PGP keys',
    appliesTo2: 'certificates or PGP keys',
  },
  Extractable: {
    text: 'Extractable', since: '1.4', always: true, setBy: 'either', modify: 'always',
  },
  Fresh: {
    text: 'Fresh', since: '1.1', always: true, setBy: 'either', appliesTo1: 'cryptographic',
  },
  InitialDate: { text: 'Initial Date', always: true, setBy: 'server' },
  KeyFormatType: { text: 'Key Format Type', since: '2.0', always: true, setBy: 'server' },
  KeyValueLocation: {
    text: 'Key Value Location', since: '1.2', multiple: true, setBy: 'client', modify: 'always',
    remove: 'always', appliesTo1: 'with secret value',
  },
  KeyValuePresent: {
    text: 'Key Value Present', since: '1.2', setBy: 'server', appliesTo1: 'with secret value',
  },
  LastChangeDate: { text: 'Last Change Date', always: true, setBy: 'server' },
  LeaseTime: { text: 'Lease Time', setBy: 'server', appliesTo1: 'cryptographic' },
  Link: {
    text: 'Link', multiple: true, setBy: 'either', modify: 'always', remove: 'always',
    appliesTo1: 'cryptographic',
  },
  NISTKeyType: { text: 'NIST Key Type', since: '2.0', multiple: true, setBy: 'client' },
  Name: { text: 'Name', multiple: true, setBy: 'client', modify: 'always', remove: 'always' },
  NeverExtractable: { text: 'Never Extractable', since: '1.4', always: true, setBy: 'server' },
  ObjectGroup: {
    text: 'Object Group', multiple: true, setBy: 'either', modify: 'always', remove: 'always',
  },
  ObjectType: { text: 'Object Type', always: true, setBy: 'server' },
  OpaqueDataType: {
    text: 'Opaque Data Type', since: '2.0', always: true, setBy: 'server', appliesTo1: 'opaque',
    appliesTo2: 'opaque',
  },
  OperationPolicyName: { text: 'Operation Policy Name', removed: '2.0', setBy: 'either' },
  OriginalCreationDate: { text: 'Original Creation Date', since: '1.2', setBy: 'either' },
  PKCS_12FriendlyName: {
    text: 'PKCS#12 Friendly Name', since: '1.4', setBy: 'either', modify: 'always',
    remove: 'always', appliesTo1: 'cryptographic',
  },
  ProcessStartDate: {
    text: 'Process Start Date', setBy: 'either', modify: 'until it has passed',
    appliesTo1: 'symmetric',
  },
  ProtectStopDate: {
    text: 'Protect Stop Date', setBy: 'either', modify: 'until it has passed',
    appliesTo1: 'symmetric',
  },
  ProtectionLevel: {
    text: 'Protection Level', since: '2.0', setBy: 'client', modify: 'always', remove: 'always',
  },
  ProtectionPeriod: {
    text: 'Protection Period', since: '2.0', setBy: 'client', modify: 'always', remove: 'always',
  },
  ProtectionStorageMask: {
    text: 'Protection Storage Mask', since: '2.0', always: true, setBy: 'server',
  },
  QuantumSafe: {
    text: 'Quantum Safe', since: '2.0', setBy: 'client', modify: 'always', remove: 'always',
  },
  RandomNumberGenerator: {
    text: 'Random Number Generator', since: '1.3', setBy: 'either', appliesTo1: 'cryptographic',
  },
  RevocationReason: {
    text: 'Revocation Reason', setBy: 'server', appliesTo1: 'cryptographic or opaque',
  },
  RotateAutomatic: { text: 'Rotate Automatic', since: '2.1', setBy: 'either' },
  RotateDate: { text: 'Rotate Date', since: '2.1', setBy: 'server' },
  RotateGeneration: { text: 'Rotate Generation', since: '2.1', setBy: 'server' },
  RotateInterval: { text: 'Rotate Interval', since: '2.1', setBy: 'either' },
  RotateLatest: { text: 'Rotate Latest', since: '2.1', setBy: 'server' },
  RotateName: {
    text: 'Rotate Name', since: '2.1', setBy: 'client', modify: 'always', remove: 'always',
  },
  RotateOffset: { text: 'Rotate Offset', since: '2.1', setBy: 'either' },
  Sensitive: { text: 'Sensitive', since: '1.4', always: true, setBy: 'either', modify: 'always' },
  ShortUniqueIdentifier: {
    text: 'Short Unique Identifier', since: '2.0', always: true, setBy: 'server',
  },
  State: { text: 'State', always: true, setBy: 'server', appliesTo1: 'cryptographic' },
  UniqueIdentifier: { text: 'Unique Identifier', always: true, setBy: 'server' },
  UsageLimits: {
    text: 'Usage Limits', setBy: 'either', modify: 'until used', remove: 'until used',
    appliesTo1: 'keys',
  },
  X_509CertificateIdentifier: {
    text: 'X.509 Certificate Identifier', since: '1.1', always: true, setBy: 'server',
    appliesTo1: 'X.509 certificates', appliesTo2: 'X.509 certificates',
  },
  X_509CertificateIssuer: {
    text: 'X.509 Certificate Issuer', since: '1.1', always: true, setBy: 'server',
    appliesTo1: 'X.509 certificates', appliesTo2: 'X.509 certificates',
  },
  X_509CertificateSubject: {
    text: 'X.509 Certificate Subject', since: '1.1', always: true, setBy: 'server',
    appliesTo1: 'X.509 certificates', appliesTo2: 'X.509 certificates',
  },
  CertificateSubjectCN: certificateField('Certificate Subject CN'),
  CertificateSubjectO: certificateField('Certificate Subject O'),
  CertificateSubjectOU: certificateField('Certificate Subject OU'),
  CertificateSubjectEmail: certificateField('Certificate Subject Email'),
  CertificateSubjectC: certificateField('Certificate Subject C'),
  CertificateSubjectST: certificateField('Certificate Subject ST'),
  CertificateSubjectL: certificateField('Certificate Subject L'),
  CertificateSubjectUID: certificateField('Certificate Subject UID'),
  CertificateSubjectSerialNumber: certificateField('Certificate Subject Serial Number'),
  CertificateSubjectTitle: certificateField('Certificate Subject Title'),
  CertificateSubjectDC: certificateField('Certificate Subject DC'),
  CertificateSubjectDNQualifier: certificateField('Certificate Subject DN Qualifier'),
  CertificateIssuerCN: certificateField('Certificate Issuer CN'),
  CertificateIssuerO: certificateField('Certificate Issuer O'),
  CertificateIssuerOU: certificateField('Certificate Issuer OU'),
  CertificateIssuerEmail: certificateField('Certificate Issuer Email'),
  CertificateIssuerC: certificateField('Certificate Issuer C'),
  CertificateIssuerST: certificateField('Certificate Issuer ST'),
  CertificateIssuerL: certificateField('Certificate Issuer L'),
  CertificateIssuerUID: certificateField('Certificate Issuer UID'),
  CertificateIssuerSerialNumber: certificateField('Certificate Issuer Serial Number'),
  CertificateIssuerTitle: certificateField('Certificate Issuer Title'),
  CertificateIssuerDC: certificateField('Certificate Issuer DC'),
  CertificateIssuerDNQualifier: certificateField('Certificate Issuer DN Qualifier'),
} as const satisfies Record<string, AttributeRule>
