import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RequestItem, ResponseItem, UniqueIdentifier } from '@keyturn/kmip'
import { aes256, named, Rig, type Client } from '../simulated-rig.test.ts'

const clients = { alice: 'ALPHA' }

async function client(version: '1.0' | '1.4' | '2.1' = '1.4'): Promise<Client> {
  const rig = await Rig.start({ clients, groups: [{ name: 'ALPHA', may_destroy: true }] })
  return rig.connect('alice', version)
}

const create = (name: string): RequestItem => ({
  operation: 'Create',
  payload: { objectType: 'SymmetricKey', attributes: [...aes256, named(name)] },
})
const missing: RequestItem = { operation: 'Get', payload: { uniqueIdentifier: 'absent' } }

const outcomes = (items: readonly ResponseItem[]): readonly string[] => items.map((item) =>
  item.resultStatus === 'OperationFailed' ? item.resultReason : item.resultStatus)

test('the ID placeholder carries a new key through its batch, and only through it', async () => {
  for (const version of ['1.0', '1.4', '2.1'] as const) {
    const alice = await client(version)
    const { items } = await alice.batch([
      create('first'),
      { operation: 'Activate', payload: {} },
      { operation: 'GetAttributes', payload: { attributeReferences: [{ name: 'State' }] } },
      { operation: 'Get', payload: {} },
    ], { batchOrderOption: true })
    assert.deepEqual(outcomes(items), ['Success', 'Success', 'Success', 'Success'], version)
    const [made, , attributes] = items as never as { payload: Record<string, never> }[]
    assert.deepEqual(attributes?.payload.attributes, [{ name: 'State', value: 'Active' }])
    assert.ok(made?.payload.uniqueIdentifier)
    const alone = await alice.refused('Get', {})
    assert.equal(alone.resultReason, 'ItemNotFound', 'the next message starts without it')
  }
})

test('Locate leaves the placeholder when exactly one identifier goes out, else empties it', async () => {
  const alice = await client()
  for (const name of ['one', 'two']) await alice.call('Create', create(name).payload as never)
  let count = 0
  const run = async (
    payload: Extract<RequestItem, { operation: 'Locate' }>['payload'],
  ): Promise<readonly string[]> => {
    const { items } = await alice.batch([
      create(`other-${++count}`),
      { operation: 'Locate', payload },
      { operation: 'Get', payload: {} },
    ], { batchErrorContinuationOption: 'Continue' })
    return outcomes(items).slice(1)
  }
  assert.deepEqual(await run({ attributes: [named('one')] }), ['Success', 'Success'])
  assert.deepEqual(await run({ attributes: [], maximumItems: 1 }), ['Success', 'Success'])
  assert.deepEqual(await run({ attributes: [named('none')] }), ['Success', 'ItemNotFound'])
  assert.deepEqual(await run({ attributes: [] }), ['Success', 'ItemNotFound'])
})

test('KMIP 2.x names earlier results by operation and by position', async () => {
  const alice = await client('2.1')
  const get = (uniqueIdentifier: UniqueIdentifier): RequestItem =>
    ({ operation: 'Get', payload: { uniqueIdentifier } })
  const { items } = await alice.batch([
    create('a'), create('b'), get({ position: 0 }), get({ position: -1 }),
    get({ result: 'Create' }), get({ result: 'IDPlaceholder' }), get({ result: 'Register' }),
  ])
  const identifiers = (items as never as { payload?: { uniqueIdentifier: string } }[])
    .map((item) => item.payload?.uniqueIdentifier)
  const [a, b] = identifiers
  assert.deepEqual(identifiers, [a, b, a, a, b, b, undefined])
})

test('after a failure Stop ends the batch, Continue goes on', async () => {
  const alice = await client()
  const batch = [create('first'), missing, create('second')]
  const stopped = await alice.batch(batch)
  assert.deepEqual(outcomes(stopped.items), ['Success', 'ItemNotFound'])
  const { uniqueIdentifiers } = await alice.call('Locate', { attributes: [named('second')] })
  assert.deepEqual(uniqueIdentifiers, [], 'what was not answered was not done')
  const went = await alice.batch([create('third'), missing, create('fourth')],
    { batchErrorContinuationOption: 'Continue' })
  assert.deepEqual(outcomes(went.items), ['Success', 'ItemNotFound', 'Success'])
})

test('Undo is refused for a batch, before anything is done, and harmless for one item', async () => {
  const alice = await client()
  const undo = { batchErrorContinuationOption: 'Undo' } as const
  const { items } = await alice.batch([create('first'), create('second')], undo)
  assert.deepEqual(outcomes(items), ['FeatureNotSupported'])
  assert.equal(items[0]?.operation, undefined)
  assert.deepEqual((await alice.call('Locate', { attributes: [] })).uniqueIdentifiers, [])
  assert.deepEqual(outcomes((await alice.batch([create('only')], undo)).items), ['Success'])
})

test('the Unique Batch Item ID comes back byte for byte, from failures too', async () => {
  const alice = await client()
  const ids = [Uint8Array.of(), Uint8Array.of(0, 255, 7), new TextEncoder().encode('QLKC0001')]
  const { items } = await alice.batch(
    ids.map((uniqueBatchItemId) => ({ ...missing, uniqueBatchItemId })),
    { batchErrorContinuationOption: 'Continue' })
  assert.deepEqual(items.map(({ uniqueBatchItemId }) => uniqueBatchItemId), ids)
})

test('128 items are taken, 129 are not', async () => {
  const alice = await client()
  const query: RequestItem = { operation: 'DiscoverVersions', payload: { protocolVersions: [] } }
  const most = await alice.batch(Array.from({ length: 128 }, () => query))
  assert.equal(most.items.length, 128)
  const more = await alice.batch(Array.from({ length: 129 }, () => query))
  assert.deepEqual(outcomes(more.items), ['InvalidMessage'])
})

test('what is longer than Maximum Response Size is not sent, and a change for it is not made', async () => {
  const alice = await client()
  const query: RequestItem =
    { operation: 'Query', payload: { queryFunctions: ['QueryOperations', 'QueryObjects'] } }
  const small = { maximumResponseSize: 256 }
  assert.deepEqual(outcomes((await alice.batch([query], small)).items), ['ResponseTooLarge'])
  const { items } = await alice.batch([create('never')], small)
  assert.deepEqual(outcomes(items), ['ResponseTooLarge'])
  assert.deepEqual((await alice.call('Locate', { attributes: [] })).uniqueIdentifiers, [])
  const roomy = await alice.batch([query], { maximumResponseSize: 2048 })
  assert.deepEqual(outcomes(roomy.items), ['Success'])
})

test('credentials and demands that the server cannot meet are refused in words', async () => {
  const alice = await client('2.1')
  const credential = await alice.batch([missing], { credentials: [{
    credentialType: 'UsernameAndPassword', credentialValue: { username: 'u', password: 'p' },
  }] })
  assert.deepEqual(outcomes(credential.items), ['AuthenticationNotSuccessful'])
  const later = await alice.batch([missing], { asynchronousIndicator: 'Mandatory' })
  assert.deepEqual(outcomes(later.items), ['FeatureNotSupported'])
})

test('answers come in the version of the request, with a time stamp, correlated when asked', async () => {
  const alice = await client()
  for (const version of ['1.0', '1.1', '1.2', '1.3', '1.4', '2.0', '2.1'] as const) {
    const { header } = await alice.as(version).batch([missing])
    assert.equal(header.version, version)
    assert.equal(header.timeStamp, BigInt(Date.UTC(2026, 0, 1) / 1000))
    assert.equal(header.serverCorrelationValue, undefined)
  }
  const { header } = await alice.batch([missing], { clientCorrelationValue: 'step 1' })
  assert.equal(header.clientCorrelationValue, 'step 1')
  assert.match(header.serverCorrelationValue ?? '', /^first-\d+$/)
})
