// What real KMIP clients were seen to send, and what they need of the answer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attribute, RequestItem } from '@keyturn/kmip'
import { aes256, named, Rig, type Client } from '../simulated-rig.test.ts'

const clients = { alice: 'ALPHA', anna: 'ALPHA', other: 'BETA' }
const groups = [{ name: 'ALPHA', may_destroy: true }]

async function client(version: Client['version'] = '1.4'): Promise<Client> {
  return (await Rig.start({ clients, groups })).connect('alice', version)
}

const text = (name: string, value: string): Attribute =>
  ({ vendor: 'x', name, value: { type: 'TextString', value } })

test('VMware: attributes that were never set are left out, tags are kept and found again', async () => {
  const alice = await client('1.1')
  const uniqueIdentifier = await alice.createKey()
  const ask = (name: string) => alice.call('GetAttributes', {
    uniqueIdentifier, attributeReferences: [{ vendor: 'x', name }],
  })
  assert.deepEqual(await ask('Product_Version'), { uniqueIdentifier, attributes: [] })
  const { items } = await alice.batch(['Product_Version', 'Vendor', 'Product'].map((name, at) => ({
    operation: 'AddAttribute',
    uniqueBatchItemId: Uint8Array.of(at),
    payload: { uniqueIdentifier, attribute: text(name, `value of ${name}`) },
  }) satisfies RequestItem))
  assert.deepEqual(items.map(({ resultStatus }) => resultStatus), ['Success', 'Success', 'Success'])
  const { attributes } = await ask('Vendor')
  assert.deepEqual(attributes[0]?.value, { type: 'TextString', value: 'value of Vendor' })
})

test('ONTAP, tape libraries: 30 attributes of any type and 255 characters', async () => {
  const alice = await client('1.0')
  const given: Attribute[] = Array.from({ length: 27 }, (_, at) =>
    text(`NETAPP-${at}-${'n'.repeat(100)}`, `${at}`.padEnd(255, 'v')))
  given.push({ vendor: 'x', name: 'Count', value: { type: 'Integer', value: -5 } })
  given.push({ vendor: 'x', name: 'When', value: { type: 'DateTime', value: 1_700_000_000n } })
  given.push({ vendor: 'x', name: 'Deep', value: { type: 'Structure', value: [
    { tag: 0x420055, type: 'ByteString', value: Uint8Array.of(1, 2) },
  ] } })
  const uniqueIdentifier = await alice.createKey(...given)
  const { attributes } = await alice.call('GetAttributes', {
    uniqueIdentifier, attributeReferences: given.map(({ name }) => ({ vendor: 'x', name })),
  })
  assert.deepEqual(attributes, given)
  for (const wanted of [given[3], given[27], given[28], given[29]]) {
    const found = await alice.call('Locate', { attributes: [wanted as Attribute] as never })
    assert.deepEqual(found.uniqueIdentifiers, [uniqueIdentifier], wanted?.name)
  }
  const pair = await alice.call('Locate', { attributes: [given[3], text('Count', '-5')] as never })
  assert.deepEqual(pair.uniqueIdentifiers, [], 'all conditions, and the type counts')
})

test('VAST, Synology: Operation Policy Name is kept in every 1.x and not shown to 2.x', async () => {
  for (const version of ['1.0', '1.2', '1.4'] as const) {
    const alice = await client(version)
    const uniqueIdentifier =
      await alice.createKey({ name: 'OperationPolicyName', value: 'default' })
    const asked = { uniqueIdentifier, attributeReferences: [] }
    const policyOf = async (reader: Client) => (await reader.call('GetAttributes', asked)).attributes
      .find(({ name }) => name === 'OperationPolicyName')?.value
    assert.equal(await policyOf(alice), 'default')
    assert.equal(await policyOf(alice.as('2.0')), undefined)
  }
})

test('Veeam: no Attribute items inside the Key Value; the key comes in the form it was registered', async () => {
  const alice = await client('1.4')
  const { uniqueIdentifier } = await alice.call('Register', {
    objectType: 'SymmetricKey',
    attributes: [{ name: 'CryptographicUsageMask', value: 12 }],
    object: { objectType: 'SymmetricKey', keyBlock: {
      keyFormatType: 'TransparentSymmetricKey',
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 128,
      keyValue: { keyMaterial: { key: new Uint8Array(16).fill(3) }, attributes: [named('inside')] },
    } },
  })
  const { object } = await alice.call('Get', { uniqueIdentifier })
  assert.ok('keyBlock' in object)
  assert.deepEqual(object.keyBlock, {
    keyFormatType: 'TransparentSymmetricKey',
    keyValue: { keyMaterial: { key: new Uint8Array(16).fill(3) } },
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 128,
  })
  const { uniqueIdentifiers } = await alice.call('Locate', { attributes: [named('inside')] })
  assert.deepEqual(uniqueIdentifiers, [uniqueIdentifier])
  const raw = await alice.call('Get', { uniqueIdentifier, keyFormatType: 'Raw' })
  assert.ok('keyBlock' in raw.object && raw.object.keyBlock.keyFormatType === 'Raw')
  const refusal = await alice.refused('Get', { uniqueIdentifier, keyFormatType: 'PKCS_8' })
  assert.equal(refusal.resultReason, 'KeyFormatTypeNotSupported')
})

test('MongoDB: secret data of type Seed in format Opaque, usage mask 0, and no name', async () => {
  const alice = await client('1.0')
  const seed = new Uint8Array(96).fill(9)
  const { uniqueIdentifier } = await alice.call('Register', {
    objectType: 'SecretData',
    attributes: [{ name: 'CryptographicUsageMask', value: 0 }],
    object: { objectType: 'SecretData', secretDataType: 'Seed', keyBlock: {
      keyFormatType: 'Opaque', keyValue: { keyMaterial: seed },
    } },
  })
  const { object } = await alice.call('Get', { uniqueIdentifier })
  assert.deepEqual(object, { objectType: 'SecretData', secretDataType: 'Seed', keyBlock: {
    keyFormatType: 'Opaque', keyValue: { keyMaterial: seed },
  } })
})

test('SAN arrays: one message of Query, Locate by two x- attributes, Get as Opaque, Get Attributes', async () => {
  const alice = await client('1.0')
  const tags = [text('ResourceID', 'volume 7'), text('SystemID', 'array 1')]
  const wanted = await alice.createKey(...tags)
  await alice.createKey(text('ResourceID', 'volume 7'), text('SystemID', 'array 2'))
  const { items } = await alice.batch([
    { operation: 'Query', payload: { queryFunctions: ['QueryOperations'] } },
    { operation: 'Locate', payload: { attributes: tags as never } },
    { operation: 'Get', payload: { keyFormatType: 'Opaque' } },
    { operation: 'GetAttributes', payload: { attributeReferences: [] } },
  ], { batchOrderOption: true })
  assert.deepEqual(items.map((item) => item.resultStatus), Array(4).fill('Success'))
  const got = items[2] as never as { payload: { uniqueIdentifier: string } }
  assert.equal(got.payload.uniqueIdentifier, wanted)
})

test('names are unique in a group, free again after Destroy, and another group\'s do not count', async () => {
  const rig = await Rig.start({ clients, groups })
  const [alice, anna, other] =
    [await rig.connect('alice'), await rig.connect('anna'), await rig.connect('other')]
  const first = await alice.createKey(named('key'))
  const create = { objectType: 'SymmetricKey', attributes: [...aes256, named('key')] } as const
  const refusal = await anna.refused('Create', create)
  assert.deepEqual([refusal.resultReason, refusal.resultMessage],
    ['InvalidField', 'The name key is in use.'])
  await other.createKey(named('key'))
  const second = await anna.createKey(named('second'))
  const taken = await anna.refused('ModifyAttribute',
    { uniqueIdentifier: second, attribute: named('key') })
  assert.equal(taken.resultReason, 'IllegalOperation')
  await alice.call('Destroy', { uniqueIdentifier: first })
  await anna.call('ModifyAttribute', { uniqueIdentifier: second, attribute: named('key') })
  await anna.createKey(named('second'))
})

test('two clients that take one name at the same time: one gets it', async () => {
  const rig = await Rig.start({ clients, groups })
  const many = await Promise.all(Array.from({ length: 8 }, () => rig.connect('alice')))
  const answers = await Promise.all(many.map((one) => one.batch([{
    operation: 'Create',
    payload: { objectType: 'SymmetricKey', attributes: [...aes256, named('raced')] },
  }])))
  const made = answers.filter(({ items: [item] }) => item?.resultStatus === 'Success')
  assert.equal(made.length, 1)
})

test('identifiers are short text, in order of making', async () => {
  const alice = await client()
  const made: string[] = []
  for (let at = 0; at < 20; at++) made.push(await alice.createKey())
  assert.deepEqual([...made].sort(), made)
  for (const one of made) assert.match(one, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('a storage system asks for the role and the epoch', async () => {
  for (const version of ['1.0', '1.2', '2.1'] as const) {
    const alice = await client(version)
    const { serverInformation, vendorIdentification } =
      await alice.call('Query', { queryFunctions: ['QueryServerInformation'] })
    assert.equal(vendorIdentification, 'Keyturn')
    assert.deepEqual(serverInformation?.extensions, [
      { tag: 0x540001, type: 'TextString', value: 'Keyturn' },
      { tag: 0x540002, type: 'TextString', value: 'standalone' },
      { tag: 0x540003, type: 'LongInteger', value: 1n },
    ])
  }
})

test('an old client sees nothing that its version lacks', async () => {
  const alice = await client('2.1')
  const uniqueIdentifier = await alice.createKey(
    { name: 'Comment', value: 'new' },
    { vendor: 'Acme.Corp', name: 'Rack', value: { type: 'Integer', value: 1 } })
  const { attributes } = await alice.as('1.0').call('GetAttributes',
    { uniqueIdentifier, attributeReferences: [] })
  assert.deepEqual(attributes.map(({ name }) => name).sort(), [
    'CryptographicAlgorithm', 'CryptographicLength', 'CryptographicUsageMask', 'Digest',
    'InitialDate', 'LastChangeDate', 'ObjectType', 'State', 'UniqueIdentifier',
  ])
})
