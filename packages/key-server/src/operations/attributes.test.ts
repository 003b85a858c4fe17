import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attribute } from '@keyturn/kmip'
import { aes256, named, Rig, type Client } from '../simulated-rig.test.ts'

const clients = { alice: 'ALPHA' }
const NOW = BigInt(Date.UTC(2026, 0, 1) / 1000)

async function client(version: Client['version'] = '1.4'): Promise<Client> {
  return (await Rig.start({ clients, groups: [{ name: 'ALPHA', may_destroy: true }] }))
    .connect('alice', version)
}

async function valuesOf(client: Client, uniqueIdentifier: string, name: Attribute['name']) {
  const { attributes } = await client.call('GetAttributes', {
    uniqueIdentifier, attributeReferences: [{ name } as never],
  })
  return attributes.map(({ index = 0, value }) => [index, value])
}

test('indexes of KMIP 1.x stay with their instance', async () => {
  const alice = await client()
  const uniqueIdentifier = await alice.createKey(
    ...['a', 'b', 'c'].map((value) => ({ name: 'ObjectGroup', value }) as const))
  const reference = { attributeReference: { name: 'ObjectGroup' }, attributeIndex: 1 } as const
  const gone = await alice.call('DeleteAttribute', { uniqueIdentifier, ...reference })
  assert.deepEqual(gone.attribute, { name: 'ObjectGroup', index: 1, value: 'b' })
  await alice.call('ModifyAttribute',
    { uniqueIdentifier, attribute: { name: 'ObjectGroup', index: 2, value: 'C' } })
  const added = await alice.call('AddAttribute',
    { uniqueIdentifier, attribute: { name: 'ObjectGroup', value: 'd' } })
  assert.deepEqual(added.attribute, { name: 'ObjectGroup', index: 3, value: 'd' })
  assert.deepEqual(await valuesOf(alice, uniqueIdentifier, 'ObjectGroup'),
    [[0, 'a'], [2, 'C'], [3, 'd']])
  const twice = await alice.refused('DeleteAttribute', { uniqueIdentifier, ...reference })
  assert.equal(twice.resultReason, 'ItemNotFound')
})

test('KMIP 2.x names instances by their value', async () => {
  const alice = await client('2.1')
  const uniqueIdentifier = await alice.createKey(named('one'), named('two'))
  const ambiguous = await alice.refused('ModifyAttribute',
    { uniqueIdentifier, attribute: named('three') })
  assert.equal(ambiguous.resultReason, 'MultiValuedAttribute')
  await alice.call('ModifyAttribute',
    { uniqueIdentifier, attribute: named('three'), currentAttribute: named('two') })
  await alice.call('DeleteAttribute', { uniqueIdentifier, currentAttribute: named('one') })
  assert.deepEqual((await valuesOf(alice, uniqueIdentifier, 'Name')).map(([, value]) => value),
    [named('three').value])
  await alice.call('DeleteAttribute', { uniqueIdentifier, attributeReference: { name: 'Name' } })
  assert.deepEqual(await valuesOf(alice, uniqueIdentifier, 'Name'), [])
})

test('what the server sets, clients cannot change', async () => {
  const alice = await client()
  const uniqueIdentifier = await alice.createKey()
  const attributes: readonly (readonly [Attribute, string])[] = [
    [{ name: 'State', value: 'Active' }, 'PermissionDenied'],
    [{ name: 'InitialDate', value: 1n }, 'PermissionDenied'],
    [{ name: 'CryptographicLength', value: 128 }, 'PermissionDenied'],
    [{ name: 'UniqueIdentifier', value: 'mine' }, 'PermissionDenied'],
    [{ vendor: 'y', name: 'Keyturn-Backup-Date', value: { type: 'DateTime', value: 1n } },
      'InvalidField'],
  ]
  for (const [attribute, reason] of attributes) {
    for (const operation of ['AddAttribute', 'ModifyAttribute'] as const) {
      const refusal = await alice.refused(operation, { uniqueIdentifier, attribute })
      assert.equal(refusal.resultReason, reason, `${operation} ${attribute.name}`)
    }
  }
  const always = await alice.refused('DeleteAttribute',
    { uniqueIdentifier, attributeReference: { name: 'State' }, attributeIndex: 0 })
  assert.equal(always.resultReason, 'PermissionDenied')
  const onCreation = await alice.refused('Create',
    { objectType: 'SymmetricKey', attributes: [...aes256, { name: 'State', value: 'Active' }] })
  assert.equal(onCreation.resultReason, 'PermissionDenied')
})

test('a second value for what takes one, and a value for what is not there, are refused', async () => {
  const alice = await client()
  const uniqueIdentifier = await alice.createKey({ name: 'ContactInformation', value: 'a' })
  const attribute = { name: 'ContactInformation', value: 'b' } as const
  const second = await alice.refused('AddAttribute', { uniqueIdentifier, attribute })
  assert.equal(second.resultReason, 'IllegalOperation')
  await alice.call('ModifyAttribute', { uniqueIdentifier, attribute })
  const absent = await alice.refused('ModifyAttribute',
    { uniqueIdentifier, attribute: { name: 'Comment', value: 'b' } })
  assert.equal(absent.resultReason, 'ItemNotFound')
  const twice = await alice.refused('GetAttributes',
    { uniqueIdentifier, attributeReferences: [{ name: 'Name' }, { name: 'Name' }] })
  assert.equal(twice.resultReason, 'InvalidMessage')
})

test('dates given at creation make the state, and move it later by the clock alone', async () => {
  const rig = await Rig.start({ clients })
  const alice = await rig.connect('alice')
  const dated = (activation: bigint, deactivation: bigint) => alice.createKey(
    { name: 'ActivationDate', value: activation }, { name: 'DeactivationDate', value: deactivation })
  const uniqueIdentifier = await dated(NOW + 100n, NOW + 200n)
  assert.equal(await alice.state(await dated(NOW - 9n, NOW + 9n)), 'Active')
  assert.equal(await alice.state(await dated(NOW - 9n, NOW - 1n)), 'Deactivated')
  assert.equal(await alice.state(uniqueIdentifier), 'PreActive')
  await rig.time.advance(100_000)
  assert.equal(await alice.state(uniqueIdentifier), 'Active')
  const fixed = await alice.refused('ModifyAttribute',
    { uniqueIdentifier, attribute: { name: 'ActivationDate', value: NOW } })
  assert.equal(fixed.resultReason, 'PermissionDenied')
  const located = await alice.call('Locate', { attributes: [{ name: 'State', value: 'Active' }] })
  assert.deepEqual(located.uniqueIdentifiers, [uniqueIdentifier])
  await rig.time.advance(100_000)
  assert.equal(await alice.state(uniqueIdentifier), 'Deactivated')
  const wrong = await alice.refused('Create', { objectType: 'SymmetricKey', attributes: [
    ...aes256, { name: 'ActivationDate', value: 9n }, { name: 'DeactivationDate', value: 8n },
  ] })
  assert.equal(wrong.resultReason, 'InvalidField')
})

test('sensitive and unextractable objects are not given in clear, and say since when', async () => {
  const alice = await client('1.4')
  const flag = async (id: string, name: 'AlwaysSensitive' | 'NeverExtractable') =>
    (await valuesOf(alice, id, name))[0]?.[1]
  const sensitive = await alice.createKey({ name: 'Sensitive', value: true })
  assert.equal((await alice.refused('Get', { uniqueIdentifier: sensitive })).resultReason, 'Sensitive')
  assert.equal(await flag(sensitive, 'AlwaysSensitive'), true)
  await alice.call('ModifyAttribute',
    { uniqueIdentifier: sensitive, attribute: { name: 'Sensitive', value: false } })
  await alice.call('Get', { uniqueIdentifier: sensitive })
  assert.equal(await flag(sensitive, 'AlwaysSensitive'), false)
  const kept = await alice.createKey({ name: 'Extractable', value: false })
  assert.equal((await alice.refused('Get', { uniqueIdentifier: kept })).resultReason, 'NotExtractable')
  const old = await alice.as('1.2').refused('Get', { uniqueIdentifier: kept })
  assert.equal(old.resultReason, 'PermissionDenied', 'the reason came with 1.4')
  assert.equal(await flag(kept, 'NeverExtractable'), true)
  const plain = await alice.createKey()
  await alice.call('ModifyAttribute',
    { uniqueIdentifier: plain, attribute: { name: 'Extractable', value: false } })
  assert.equal(await flag(plain, 'NeverExtractable'), false)
})

test('Create wants what a key needs, and makes lengths that the algorithm has', async () => {
  const alice = await client()
  const create = (...attributes: Attribute[]) =>
    alice.refused('Create', { objectType: 'SymmetricKey', attributes })
  const [algorithm, , mask] = aes256 as readonly [Attribute, Attribute, Attribute]
  assert.match((await create(mask)).resultMessage ?? '', /CryptographicAlgorithm is required/)
  const odd = await create(algorithm, mask, { name: 'CryptographicLength', value: 100 })
  assert.equal(odd.resultMessage, 'AES keys of 100 bits are not made here; lengths are 128, 192, 256.')
  const rsa = await create({ name: 'CryptographicAlgorithm', value: 'RSA' }, mask)
  assert.equal(rsa.resultMessage, 'Keys for RSA are not made here.')
  const made = await alice.call('Create',
    { objectType: 'SymmetricKey', attributes: [algorithm] })
  assert.deepEqual(made.attributes, [
    { name: 'CryptographicLength', value: 256 }, { name: 'CryptographicUsageMask', value: 12 },
  ])
  const des = await alice.call('Create', { objectType: 'SymmetricKey', attributes: [
    { name: 'CryptographicAlgorithm', value: 'DES3' }, { name: 'CryptographicLength', value: 168 }, mask,
  ] })
  const { object } = await alice.call('Get', { uniqueIdentifier: des.uniqueIdentifier })
  const value = 'keyBlock' in object ? object.keyBlock.keyValue : undefined
  assert.ok(value && 'keyMaterial' in value && value.keyMaterial instanceof Uint8Array)
  assert.equal(value.keyMaterial.length, 24)
  for (const byte of value.keyMaterial) {
    assert.equal(byte.toString(2).replaceAll('0', '').length % 2, 1, 'odd parity')
  }
})

test('Register refuses what does not fit together', async () => {
  const alice = await client()
  const register = (attributes: readonly Attribute[], bits = 128, bytes = 16) =>
    alice.batch([{ operation: 'Register', payload: {
      objectType: 'SymmetricKey',
      attributes,
      object: { objectType: 'SymmetricKey', keyBlock: {
        keyFormatType: 'Raw', cryptographicAlgorithm: 'AES', cryptographicLength: bits,
        keyValue: { keyMaterial: new Uint8Array(bytes) },
      } },
    } }])
  const reasonOf = async (answer: ReturnType<typeof register>) => {
    const { items: [item] } = await answer
    return item?.resultStatus === 'OperationFailed' ? item.resultReason : item?.resultStatus
  }
  const mask: Attribute = { name: 'CryptographicUsageMask', value: 12 }
  assert.equal(await reasonOf(register([mask])), 'Success')
  assert.equal(await reasonOf(register([mask], 256)), 'InvalidField')
  assert.equal(await reasonOf(
    register([mask, { name: 'CryptographicLength', value: 256 }])), 'InvalidField')
  assert.equal(await reasonOf(
    register([mask, { name: 'CryptographicAlgorithm', value: 'DES3' }])), 'InvalidField')
})

test('a demand on where keys are kept is met or refused, never passed over', async () => {
  const alice = await client('2.1')
  const create = { objectType: 'SymmetricKey', attributes: aes256 } as const
  const hardware = await alice.refused('Create', { ...create, protectionStorageMasks: [0x2] })
  assert.equal(hardware.resultReason, 'ProtectionStorageUnavailable')
  const made = await alice.call('Create', { ...create, protectionStorageMasks: [0x2, 0x1] })
  const mask = await valuesOf(alice, made.uniqueIdentifier, 'ProtectionStorageMask')
  assert.deepEqual(mask, [[0, 0x9]])
})
