import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttributeName, AttributeValues, StandardAttribute, VendorAttribute } from './attribute.ts'
import { attributeNames } from './rules.ts'

const bytes = Uint8Array.of(1, 2, 3)
const date = 1_700_000_000n

const others: Omit<AttributeValues, `Certificate${'Subject' | 'Issuer'}${string}`> = {
  ActivationDate: date,
  AlternativeName: { alternativeNameValue: 'a', alternativeNameType: 'URI' },
  AlwaysSensitive: true,
  ApplicationSpecificInformation: { applicationNamespace: 'n', applicationData: 'd' },
  ArchiveDate: date,
  CertificateIdentifier: { issuer: 'i', serialNumber: '7' },
  CertificateLength: 900,
  CertificateType: 'X_509',
  Comment: 'c',
  CompromiseDate: date,
  CompromiseOccurrenceDate: -1n,
  ContactInformation: 'e',
  CryptographicAlgorithm: 'AES',
  CryptographicDomainParameters: { qlength: 256, recommendedCurve: 'P_256' },
  CryptographicLength: 256,
  CryptographicParameters: { blockCipherMode: 'CBC', paddingMethod: 'PKCS5', hashingAlgorithm: 'SHA_256' },
  CryptographicUsageMask: 0x0c,
  DeactivationDate: 2n ** 63n - 1n,
  Description: 'd',
  DestroyDate: date,
  Digest: { hashingAlgorithm: 'SHA_256', digestValue: bytes, keyFormatType: 'Raw' },
  DigitalSignatureAlgorithm: 'ECDSAWithSHA256',
  Extractable: true,
  Fresh: false,
  InitialDate: date,
  KeyFormatType: 'Raw',
  KeyValueLocation: { keyValueLocationValue: 'l', keyValueLocationType: 'URI' },
  KeyValuePresent: true,
  LastChangeDate: date,
  LeaseTime: 3600,
  Link: { linkType: 'ReplacementObjectLink', linkedObjectIdentifier: 'id-2' },
  NISTKeyType: 'SymmetricKeyWrappingKey',
  Name: { nameValue: 'Ключ 🔑', nameType: 'UninterpretedTextString' },
  NeverExtractable: false,
  ObjectGroup: 'g',
  ObjectType: 'SymmetricKey',
  OpaqueDataType: '0x80000001',
  OperationPolicyName: 'default',
  OriginalCreationDate: date,
  PKCS_12FriendlyName: 'f',
  ProcessStartDate: date,
  ProtectStopDate: date,
  ProtectionLevel: 'High',
  ProtectionPeriod: 60,
  ProtectionStorageMask: 1,
  QuantumSafe: true,
  RandomNumberGenerator: { rngAlgorithm: 'DRBG', drbgAlgorithm: 'CTR', predictionResistance: true },
  RevocationReason: { revocationReasonCode: 'KeyCompromise', revocationMessage: 'm' },
  RotateAutomatic: true,
  RotateDate: date,
  RotateGeneration: 3,
  RotateInterval: 60,
  RotateLatest: true,
  RotateName: { rotateNameValue: 'r', rotateNameType: 'UninterpretedTextString' },
  RotateOffset: 5,
  Sensitive: true,
  ShortUniqueIdentifier: bytes,
  State: 'PreActive',
  UniqueIdentifier: 'id-1',
  UsageLimits: { usageLimitsTotal: 2n ** 40n, usageLimitsCount: 7n, usageLimitsUnit: 'Byte' },
  X_509CertificateIdentifier: { issuerDistinguishedName: bytes, certificateSerialNumber: bytes },
  X_509CertificateIssuer: { issuerDistinguishedName: bytes, issuerAlternativeNames: [bytes] },
  X_509CertificateSubject: { subjectDistinguishedName: bytes, subjectAlternativeNames: [bytes] },
}

const ofCertificates = {
  CertificateIssuer: {
    certificateIssuerDistinguishedName: 'CN=i',
    certificateIssuerAlternativeNames: ['a', 'b'],
  },
  CertificateSubject: { certificateSubjectDistinguishedName: 'CN=s' },
}

/**
 * One attribute of every name, with a value that every version which has the attribute can express.
 */
export const sampleAttributes: readonly StandardAttribute[] = attributeNames.map((name) => {
  const known: Partial<Record<AttributeName, unknown>> = { ...others, ...ofCertificates }
  return { name, value: known[name] ?? 'text' } as StandardAttribute
})

/** Attributes of a client, of every item type. */
export const sampleVendorAttributes: readonly VendorAttribute[] = ([
  { type: 'TextString', value: 'ß'.repeat(255) },
  { type: 'Integer', value: -1 },
  { type: 'LongInteger', value: 2n ** 62n },
  { type: 'BigInteger', value: -(2n ** 100n) },
  { type: 'Enumeration', value: 0x80000001 },
  { type: 'Boolean', value: true },
  { type: 'ByteString', value: bytes },
  { type: 'DateTime', value: date },
  { type: 'Interval', value: 2 ** 32 - 1 },
  { type: 'Structure', value: [{ tag: 0x540009, type: 'TextString', value: 'inside' }] },
] as const).map((value, number) => ({ vendor: 'x', name: `Sample ${number}`, value }))

test('there is a sample of every attribute', () => {
  assert.deepEqual(attributeNames.filter((name) => !(name in others)
    && !/^Certificate(Subject|Issuer)/.test(name)), [])
})
