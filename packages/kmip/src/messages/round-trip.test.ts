import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attribute } from '../attributes/attribute.ts'
import { attributeIsIn } from '../attributes/rules.ts'
import { sampleAttributes, sampleVendorAttributes } from '../attributes/samples.test.ts'
import type { ManagedObject } from '../objects/managed-object.ts'
import type { ResponsePayloads } from '../operations/index.ts'
import { supportedOperations } from '../operations/index.ts'
import { numberOf, type ProtocolVersion, protocolVersions } from '../versions.ts'
import { decodeRequest } from './decode-request.ts'
import { decodeResponse } from './decode-response.ts'
import { encodeRequest } from './encode-request.ts'
import { encodeResponse } from './encode-response.ts'
import type { RequestItem, ResponseMessage, SuccessfulItem } from './message.ts'

const key = Uint8Array.from({ length: 32 }, (_, i) => i)
const uniqueIdentifier = 'a1b2-c3'

const attributesOf = (version: ProtocolVersion): Attribute[] => [
  ...sampleAttributes.filter(({ name }) => attributeIsIn(name, version)),
  // 1.0 has no Key Format Type in a Digest; the other samples are plain in every version.
  ...sampleVendorAttributes,
].map((attribute) => version === '1.0' && attribute.name === 'Digest'
  ? { name: 'Digest', value: { hashingAlgorithm: 'SHA_256', digestValue: key } }
  : attribute)

/** Two instances of one name: 1.x tells them apart by their index. */
const instances = (version: ProtocolVersion): Attribute[] => [
  { name: 'ObjectGroup', value: 'g1' },
  { name: 'ObjectGroup', ...(version < '2.0' ? { index: 1 } : {}), value: 'g2' },
]

export const sampleObjects: readonly ManagedObject[] = [
  {
    objectType: 'SymmetricKey',
    keyBlock: {
      keyFormatType: 'Raw',
      keyValue: { keyMaterial: key },
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
    },
  },
  {
    objectType: 'SymmetricKey',
    keyBlock: {
      keyFormatType: 'TransparentSymmetricKey',
      keyValue: { keyMaterial: { key }, attributes: [{ name: 'Description', value: 'd' }] },
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
    },
  },
  {
    objectType: 'SymmetricKey',
    keyBlock: {
      keyFormatType: 'Raw',
      keyValue: key,
      keyWrappingData: {
        wrappingMethod: 'Encrypt',
        encryptionKeyInformation: {
          uniqueIdentifier: 'kek',
          cryptographicParameters: { blockCipherMode: 'NISTKeyWrap' },
        },
        encodingOption: 'NoEncoding',
      },
    },
  },
  {
    objectType: 'SecretData',
    secretDataType: 'Password',
    keyBlock: { keyFormatType: 'Opaque', keyValue: { keyMaterial: key } },
  },
  { objectType: 'OpaqueObject', opaqueDataType: '0x80000000', opaqueDataValue: key },
  { objectType: 'Certificate', certificateType: 'X_509', certificateValue: key },
  {
    objectType: 'PublicKey',
    keyBlock: {
      keyFormatType: 'TransparentRSAPublicKey',
      keyValue: { keyMaterial: { modulus: 2n ** 2047n + 1n, publicExponent: 65537n } },
      cryptographicAlgorithm: 'RSA',
      cryptographicLength: 2048,
    },
  },
  {
    objectType: 'PrivateKey',
    keyBlock: {
      keyFormatType: 'PKCS_8',
      keyValue: { keyMaterial: key },
      cryptographicAlgorithm: 'RSA',
      cryptographicLength: 2048,
    },
  },
]

/** Is everything in this object known to the version? */
const fits = (object: ManagedObject, version: ProtocolVersion): boolean => {
  const text = JSON.stringify(object, (_name, value: unknown) =>
    typeof value === 'bigint' ? '' : value)
  return (version >= '1.4' || !text.includes('Description'))
    && (version >= '1.1' || !text.includes('encodingOption'))
}

const objectsOf = (version: ProtocolVersion): ManagedObject[] =>
  sampleObjects.filter((object) => fits(object, version))

function requestsOf(version: ProtocolVersion): RequestItem[] {
  const attribute = { name: 'ContactInformation', value: 'me' } as const
  const reference = { name: 'CryptographicLength' } as const
  const vendor = { vendor: 'y', name: 'Keyturn-Backup-Date' }
  return [
    { operation: 'Activate', payload: { uniqueIdentifier } },
    { operation: 'AddAttribute', payload: { uniqueIdentifier, attribute } },
    { operation: 'Create', payload: { objectType: 'SymmetricKey', attributes: attributesOf(version) } },
    { operation: 'Create', payload: { objectType: 'SymmetricKey', attributes: instances(version) } },
    ...(version < '2.0' ? requestsOf1(uniqueIdentifier) : requestsOf2(uniqueIdentifier)),
    { operation: 'Destroy', payload: { uniqueIdentifier } },
    { operation: 'Destroy', payload: {} },
    { operation: 'DiscoverVersions', payload: { protocolVersions: [numberOf('1.2'), numberOf('2.1')] } },
    { operation: 'Get', payload: { uniqueIdentifier, keyFormatType: 'Raw' } },
    {
      operation: 'Get',
      payload: {
        uniqueIdentifier,
        keyWrappingSpecification: {
          wrappingMethod: 'Encrypt',
          encryptionKeyInformation: { uniqueIdentifier: 'kek' },
          attributeNames: ['Cryptographic Usage Mask'],
        },
      },
    },
    { operation: 'GetAttributeList', payload: { uniqueIdentifier } },
    { operation: 'GetAttributes', payload: { uniqueIdentifier, attributeReferences: [reference, vendor] } },
    { operation: 'GetAttributes', payload: { uniqueIdentifier, attributeReferences: [] } },
    {
      operation: 'Locate',
      payload: {
        maximumItems: 1,
        ...(version >= '1.3' ? { offsetItems: 2 } : {}),
        storageStatusMask: 1,
        attributes: [
          // Only the given fields of a structure are compared: the name without its type.
          { name: 'Name', value: { nameValue: 'n' } },
          { vendor: 'x', name: 'ResourceID', value: { type: 'TextString', value: 'r' } },
        ],
      },
    },
    { operation: 'Locate', payload: { attributes: [] } },
    { operation: 'ModifyAttribute', payload: { uniqueIdentifier, attribute } },
    { operation: 'Query', payload: { queryFunctions: ['QueryOperations', 'QueryServerInformation'] } },
    ...objectsOf(version).map((object): RequestItem =>
      ({ operation: 'Register', payload: { objectType: object.objectType, attributes: [], object } })),
    {
      operation: 'Revoke',
      payload: {
        uniqueIdentifier,
        revocationReason: { revocationReasonCode: 'KeyCompromise', revocationMessage: 'lost' },
        compromiseOccurrenceDate: 6n,
      },
    },
  ]
}

const requestsOf1 = (identifier: string): RequestItem[] => [
  {
    operation: 'DeleteAttribute',
    payload: { uniqueIdentifier: identifier, attributeReference: { name: 'Name' }, attributeIndex: 2 },
  },
  {
    operation: 'Create',
    payload: {
      objectType: 'SymmetricKey',
      templates: [{ nameValue: 't', nameType: 'UninterpretedTextString' }],
      attributes: [{ name: 'CryptographicLength', value: 128 }],
    },
  },
]

const requestsOf2 = (identifier: string): RequestItem[] => [
  {
    operation: 'DeleteAttribute',
    payload: { uniqueIdentifier: identifier, attributeReference: { vendor: 'Acme', name: 'a' } },
  },
  {
    operation: 'ModifyAttribute',
    payload: {
      currentAttribute: { name: 'Comment', value: 'old' },
      attribute: { name: 'Comment', value: 'new' },
    },
  },
  { operation: 'Get', payload: { uniqueIdentifier: { result: 'Create' } } },
  { operation: 'Get', payload: { uniqueIdentifier: { position: -1 } } },
  {
    operation: 'Create',
    ephemeral: true,
    payload: { objectType: 'SecretData', attributes: [], protectionStorageMasks: [1, 6] },
  },
]

for (const version of protocolVersions) {
  test(`KMIP ${version}: every request comes back as it was`, () => {
    const items = requestsOf(version)
    assert.deepEqual(new Set(items.map(({ operation }) => operation)), new Set(supportedOperations))
    for (const item of items) {
      const header = {
        version,
        maximumResponseSize: 65536,
        ...(version >= '1.4' ? { clientCorrelationValue: 'c' } : {}),
        asynchronousIndicator: 'Optional' as const,
        credentials: [{
          credentialType: 'UsernameAndPassword' as const,
          credentialValue: { username: 'u', password: 'p' },
        }],
        batchErrorContinuationOption: 'Continue' as const,
        batchOrderOption: version < '2.0',
        timeStamp: 5n,
      }
      const uniqueBatchItemId = Uint8Array.of(0, 255)
      const encoded = encodeRequest({ header, items: [{ ...item, uniqueBatchItemId }] })
      assert.ok(encoded.ok, encoded.ok ? '' : encoded.message)
      const decoded = decodeRequest(encoded.bytes)
      assert.deepEqual(decoded, {
        kind: 'request',
        request: { header, items: [{ ...item, uniqueBatchItemId }] },
      })
    }
  })

  test(`KMIP ${version}: every response comes back as it was`, () => {
    for (const item of responsesOf(version)) {
      const message: ResponseMessage = { header: { version, timeStamp: 9n }, items: [item] }
      assert.deepEqual(decodeResponse(encodeResponse(message)), { ok: true, response: message })
    }
  })
}

function responsesOf(version: ProtocolVersion): SuccessfulItem[] {
  const old = version < '2.0'
  const attribute = { name: 'ContactInformation', value: 'me' } as const
  const changed = { uniqueIdentifier, ...(old ? { attribute } : {}) }
  const created = { uniqueIdentifier, ...(old ? { attributes: [attribute] } : {}) }
  const payloads: { [O in keyof ResponsePayloads]: ResponsePayloads[O][] } = {
    Activate: [{ uniqueIdentifier }],
    AddAttribute: [changed],
    Create: [{ objectType: 'SymmetricKey', ...created }],
    DeleteAttribute: [changed],
    Destroy: [{ uniqueIdentifier }],
    DiscoverVersions: [{ protocolVersions: [numberOf('2.1'), numberOf('1.0')] }, { protocolVersions: [] }],
    Get: objectsOf(version).map((object) =>
      ({ objectType: object.objectType, uniqueIdentifier, object })),
    GetAttributeList: [{
      uniqueIdentifier,
      attributeReferences: [{ name: 'State' }, { vendor: 'x', name: 'a b' }],
    }],
    GetAttributes: [
      { uniqueIdentifier, attributes: attributesOf(version) },
      { uniqueIdentifier, attributes: [] },
    ],
    Locate: [
      { uniqueIdentifiers: ['1', '2'], ...(version >= '1.3' ? { locatedItems: 9 } : {}) },
      { uniqueIdentifiers: [] },
    ],
    ModifyAttribute: [changed],
    Query: [{
      operations: ['Create', 'Get'],
      objectTypes: ['SymmetricKey', 'SecretData'],
      vendorIdentification: 'Keyturn',
      serverInformation: {
        ...(old ? {} : { serverName: 's', alternateFailoverEndpoints: ['a', 'b'] }),
        extensions: [{ tag: 0x540002, type: 'TextString', value: 'primary' }],
      },
      ...(version >= '1.1'
        ? { extensionInformation: [{ extensionName: 'e', extensionTag: 0x540002, extensionType: 'TextString' }] }
        : {}),
      ...(version >= '1.3' ? { rngParameters: [{ rngAlgorithm: 'Unspecified' }] } : {}),
      ...(old ? {} : { protectionStorageMasks: [1, 2] }),
    }],
    Register: [created],
    Revoke: [{ uniqueIdentifier }],
  }
  return supportedOperations.flatMap((operation) => payloads[operation].map((payload) =>
    ({ operation, resultStatus: 'Success', payload }) as unknown as SuccessfulItem))
}

test('failures, pending and undone items come back', () => {
  const message: ResponseMessage = {
    header: { version: '2.1', timeStamp: 1n, clientCorrelationValue: 'c', serverCorrelationValue: 's' },
    items: [
      { resultStatus: 'OperationFailed', resultReason: 'InvalidMessage', resultMessage: 'no' },
      { operation: 'ReKey', resultStatus: 'OperationFailed', resultReason: 'ObjectDestroyed' },
      {
        operation: 'Create',
        uniqueBatchItemId: Uint8Array.of(1),
        resultStatus: 'OperationPending',
        asynchronousCorrelationValue: Uint8Array.of(9),
      },
      { operation: 'Create', resultStatus: 'OperationUndone' },
    ],
  }
  assert.deepEqual(decodeResponse(encodeResponse(message)), { ok: true, response: message })
})
