import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attribute } from '../attributes/attribute.ts'
import { attributeIsIn, attributeNamed, attributeNames } from '../attributes/rules.ts'
import { sampleAttributes, sampleVendorAttributes } from '../attributes/samples.test.ts'
import { enumerationFor, isMask, knownBits, valueName } from '../mapping/enumerations.ts'
import { isExtensionTag, tagIsIn, tagName } from '../mapping/names.ts'
import { reasonIn } from '../results/reasons.ts'
import type { ResultReason } from '../results/refusal.ts'
import { enumerations } from '../tables/enumerations.ts'
import { decode } from '../ttlv/decode.ts'
import type { Item } from '../ttlv/item.ts'
import { type ProtocolVersion, protocolVersions } from '../versions.ts'
import { decodeResponse } from './decode-response.ts'
import { encodeRequest } from './encode-request.ts'
import { encodeResponse } from './encode-response.ts'
import type { ResponseItem } from './message.ts'

const key = new Uint8Array(32)

/** As much as an answer can hold, old and new together: what the newest version knows, and more. */
const everything: Attribute[] = [
  ...sampleAttributes,
  ...sampleVendorAttributes,
  { vendor: 'Acme', name: 'other', value: { type: 'Integer', value: 1 } },
  { name: 'CryptographicAlgorithm', value: 'ChaCha20' },
  { name: 'CryptographicUsageMask', value: 0x00ff_ffff },
  { name: 'CryptographicParameters', value: { blockCipherMode: 'AEAD', tagLength: 16, pSource: key } },
  { name: 'Link', value: { linkType: 'PKCS_12CertificateLink', linkedObjectIdentifier: 'l' } },
  { name: 'Link', value: { linkType: 'WrappingKeyLink', linkedObjectIdentifier: 'w' } },
]

const answers: ResponseItem[] = [
  {
    operation: 'GetAttributes',
    resultStatus: 'Success',
    payload: { uniqueIdentifier: 'u', attributes: everything },
  },
  {
    operation: 'GetAttributeList',
    resultStatus: 'Success',
    payload: {
      uniqueIdentifier: 'u',
      attributeReferences: [...attributeNames.map((name) => ({ name })), { vendor: 'Acme', name: 'o' }],
    },
  },
  {
    operation: 'Create',
    resultStatus: 'Success',
    payload: { objectType: 'SymmetricKey', uniqueIdentifier: 'u', attributes: everything },
  },
  {
    operation: 'Locate',
    resultStatus: 'Success',
    payload: { locatedItems: 3, uniqueIdentifiers: ['a', 'b'] },
  },
  {
    operation: 'Get',
    resultStatus: 'Success',
    payload: {
      objectType: 'SymmetricKey',
      uniqueIdentifier: 'u',
      object: {
        objectType: 'SymmetricKey',
        keyBlock: {
          keyFormatType: 'Raw',
          keyValue: { keyMaterial: key, attributes: everything },
          keyWrappingData: { wrappingMethod: 'Encrypt', encodingOption: 'NoEncoding' },
        },
      },
    },
  },
  {
    operation: 'Query',
    resultStatus: 'Success',
    payload: {
      operations: Object.keys(enumerations.Operation) as 'Create'[],
      objectTypes: Object.keys(enumerations.ObjectType) as 'SymmetricKey'[],
      vendorIdentification: 'v',
      serverInformation: {
        serverName: 's',
        alternateFailoverEndpoints: ['e'],
        extensions: [{ tag: 0x540001, type: 'TextString', value: 'Keyturn' }],
      },
      applicationNamespaces: ['n'],
      extensionInformation: [{
        extensionName: 'e',
        extensionTag: 0x540001,
        extensionType: 'TextString',
        extensionDescription: 'd',
      }],
      attestationTypes: ['TPMQuote'],
      rngParameters: [{ rngAlgorithm: 'Unspecified' }],
      profileInformation: [{
        profileName: 'BaselineServer',
        profileVersion: { profileVersionMajor: 2, profileVersionMinor: 1 },
      }],
      validationInformation: [{
        validationAuthorityType: 'CommonCriteria',
        validationVersionMajor: 1,
        validationType: 'Software',
        validationLevel: 1,
        validationProfiles: ['p'],
      }],
      capabilityInformation: [{ batchUndoCapability: true, quantumSafeCapability: true }],
      clientRegistrationMethods: ['ServerOnDemand'],
      protectionStorageMasks: [1],
    },
  },
  { operation: 'Destroy', resultStatus: 'OperationFailed', resultReason: 'WrongKeyLifecycleState' },
]

/** Every tag, attribute name and value in the message that the version lacks. */
function foreign(item: Item, version: ProtocolVersion, attribute?: string): string[] {
  const name = tagName(item.tag)
  const found: string[] = []
  if (isExtensionTag(item.tag)) return found
  if (name === undefined || !tagIsIn(name, version)) found.push(`tag ${name ?? item.tag}`)
  const meant = attribute ?? name ?? ''
  const enumeration = enumerationFor(meant)
  if (item.type === 'Enumeration') {
    if (meant === 'AttributeReference') {
      if (!attributeIsIn(tagName(item.value) as 'State', version)) found.push(`reference ${item.value}`)
    } else if (enumeration && valueName(enumeration, item.value, version) === undefined) {
      found.push(`${meant} ${item.value}`)
    }
  }
  if (item.type === 'Integer' && isMask(meant) && (item.value & ~knownBits(meant, version)) !== 0) {
    found.push(`bits of ${meant}`)
  }
  if (name === 'AttributeName' && item.type === 'TextString' && !/^[xy]-/.test(item.value)) {
    const known = attributeNamed(item.value)
    if (version < '2.0' && (known === undefined || !attributeIsIn(known, version))) {
      found.push(`attribute "${item.value}"`)
    }
  }
  if (item.type !== 'Structure') return found
  const [first] = item.value
  const inner = name === 'Attribute' && first?.type === 'TextString'
    ? attributeNamed(first.value) ?? 'CustomAttribute'
    : undefined
  for (const one of item.value) {
    const value = tagName(one.tag) === 'AttributeValue'
    if (value && inner === 'CustomAttribute') continue
    found.push(...foreign(one, version, value ? inner : undefined))
  }
  return found
}

for (const version of protocolVersions) {
  test(`an answer in KMIP ${version} holds nothing that it lacks`, () => {
    for (const item of answers) {
      const bytes = encodeResponse({
        header: { version, timeStamp: 1n, clientCorrelationValue: 'c', serverCorrelationValue: 's' },
        items: [item],
      })
      const decoded = decode(bytes)
      assert.ok(decoded.ok)
      assert.deepEqual(foreign(decoded.item, version), [], `${item.operation}`)
      const response = decodeResponse(bytes)
      assert.ok(response.ok)
      assert.equal(response.response.items[0]?.resultStatus, item.resultStatus)
    }
  })
}

test('what a version has is not dropped', () => {
  for (const version of protocolVersions) {
    const attributes: Attribute[] = sampleAttributes.filter(({ name }) => attributeIsIn(name, version))
    const answer = decodeResponse(encodeResponse({
      header: { version, timeStamp: 1n },
      items: [{
        operation: 'GetAttributes',
        resultStatus: 'Success',
        payload: { uniqueIdentifier: 'u', attributes: everything },
      }],
    }))
    const item = answer.ok ? answer.response.items[0] : undefined
    assert.ok(item?.resultStatus === 'Success' && item.operation === 'GetAttributes')
    const names = new Set(item.payload.attributes.map(({ name }) => name))
    assert.deepEqual(attributes.filter(({ name }) => !names.has(name)), [])
  }
})

test('an answer that cannot be told without what the version lacks becomes a failure', () => {
  const bytes = encodeResponse({
    header: { version: '1.0', timeStamp: 1n },
    items: [{
      operation: 'Get',
      resultStatus: 'Success',
      payload: {
        objectType: 'PGPKey',
        uniqueIdentifier: 'u',
        object: {
          objectType: 'PGPKey',
          pgpKeyVersion: 4,
          keyBlock: { keyFormatType: 'Raw', keyValue: { keyMaterial: key } },
        },
      },
    }],
  })
  const answer = decodeResponse(bytes)
  assert.deepEqual(answer.ok && answer.response.items, [{
    operation: 'Get',
    resultStatus: 'OperationFailed',
    resultReason: 'GeneralFailure',
    resultMessage: 'The answer cannot be told: KMIP 1.0 has no ObjectType PGPKey',
  }])
})

test('a request is refused rather than sent without what the version lacks', () => {
  const create = (version: ProtocolVersion, attributes: Attribute[]) => encodeRequest({
    header: { version },
    items: [{ operation: 'Create', payload: { objectType: 'SymmetricKey', attributes } }],
  })
  const cases: [ProtocolVersion, Attribute, RegExp][] = [
    ['1.2', { name: 'Sensitive', value: true }, /no attribute Sensitive/],
    ['1.3', { name: 'CryptographicAlgorithm', value: 'ChaCha20' }, /no CryptographicAlgorithm ChaCha20/],
    ['1.4', { name: 'CryptographicUsageMask', value: 0x10_0000 }, /no bits 0x100000/],
    ['1.4', { vendor: 'Acme', name: 'a', value: { type: 'Integer', value: 1 } }, /attributes of Acme/],
    ['2.0', { name: 'OperationPolicyName', value: 'p' }, /no attribute OperationPolicyName/],
    ['2.0', { name: 'RotateLatest', value: true }, /no attribute RotateLatest/],
  ]
  for (const [version, attribute, expected] of cases) {
    const encoded = create(version, [attribute])
    assert.equal(encoded.ok, false)
    assert.match(encoded.ok ? '' : encoded.message, expected)
  }
  const offset = encodeRequest({
    header: { version: '1.2' },
    items: [{ operation: 'Locate', payload: { offsetItems: 1, attributes: [] } }],
  })
  assert.deepEqual(offset, { ok: false, message: 'KMIP 1.2 cannot express offsetItems in Locate' })
})

test('every reason has one in every version', () => {
  for (const reason of Object.keys(enumerations.ResultReason) as ResultReason[]) {
    for (const version of protocolVersions) {
      const told = reasonIn(reason, version)
      assert.ok(valueName('ResultReason', rowNumber(told), version), `${reason} in ${version}`)
      if (version === '2.1' && !['IllegalOperation', 'IndexOutOfBounds'].includes(reason)) {
        assert.equal(told, reason)
      }
    }
  }
  assert.equal(reasonIn('WrongKeyLifecycleState', '1.4'), 'PermissionDenied')
  assert.equal(reasonIn('ObjectNotFound', '1.0'), 'ItemNotFound')
  assert.equal(reasonIn('Sensitive', '1.4'), 'Sensitive')
  assert.equal(reasonIn('Sensitive', '1.3'), 'PermissionDenied')
  assert.equal(reasonIn('0x80000001', '1.0'), '0x80000001')
})

function rowNumber(reason: string): number {
  const row = enumerations.ResultReason[reason as keyof typeof enumerations.ResultReason]
  return typeof row === 'number' ? row : row[0]
}
