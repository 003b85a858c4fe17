import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, fromHex } from '@keyturn/bytes'
import { encodeResponse, type ResponseItem } from '../index.ts'
import { createKmipClient } from './client.ts'
import { KmipClientError } from './error.ts'
import { ManualTimers, ordinary, type Script, ScriptedServer, settle } from './scripted-server.test.ts'
import type { KmipClientFailure, KmipClientOptions } from './types.ts'

const locate = { attributes: [] }
const create = { objectType: 'SymmetricKey', attributes: [] } as const

function setUp(script: Script = ordinary, options: Partial<KmipClientOptions> = {}) {
  const server = new ScriptedServer(script)
  const timers = new ManualTimers()
  const client = createKmipClient({ connect: server.connect, timers, version: '1.2', ...options })
  return { server, timers, client }
}

/** The failure of a call that must fail, and whether it may have happened. */
async function failureOf(call: Promise<unknown>): Promise<[KmipClientFailure['kind'], boolean]> {
  const error: unknown = await call.then(() => undefined, (reason: unknown) => reason)
  assert.ok(error instanceof KmipClientError, String(error))
  return [error.failure.kind, error.mayHaveHappened]
}

test('calls one after another share a connection', async () => {
  const { server, client } = setUp()
  assert.deepEqual(await client.call('Locate', locate), { uniqueIdentifiers: ['link 0'] })
  assert.equal((await client.call('Create', create)).uniqueIdentifier, 'link 0')
  assert.equal(server.links.length, 1)
})

test('calls at the same time get connections up to the limit, then wait', async () => {
  const { server, client } = setUp(ordinary, { maximumConnections: 2 })
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => client.call('Locate', locate)))
  assert.equal(answers.length, 5)
  assert.equal(server.links.length, 2)
})

test('a fresh call has a connection of its own, closed afterwards', async () => {
  const { server, client } = setUp()
  await client.call('Locate', locate)
  const answer = await client.call('Locate', locate, { fresh: true })
  assert.deepEqual(answer.uniqueIdentifiers, ['link 1'])
  assert.equal(server.links[1]?.closedByClient, true)
  assert.deepEqual((await client.call('Locate', locate)).uniqueIdentifiers, ['link 0'])
})

test('a read on a connection that turns out to be closed is repeated once, on a new one', async () => {
  const { server, client } = setUp()
  await client.call('Locate', locate)
  server.stale.add(server.links[0] as never)
  assert.deepEqual((await client.call('Locate', locate)).uniqueIdentifiers, ['link 1'])
})

test('a change on a connection that turns out to be closed is not repeated', async () => {
  for (const call of ['Create', 'Activate'] as const) {
    const { server, client } = setUp()
    await client.call('Locate', locate)
    server.stale.add(server.links[0] as never)
    const failed = call === 'Create' ? client.call(call, create) : client.call(call, {})
    assert.deepEqual(await failureOf(failed), ['closed', true])
    assert.equal(server.links.length, 1)
  }
})

test('a batch that changes something is not repeated', async () => {
  const { server, client } = setUp()
  await client.call('Locate', locate)
  server.stale.add(server.links[0] as never)
  const batch = client.batch([
    { operation: 'Locate', payload: locate },
    { operation: 'Create', payload: create },
  ])
  assert.deepEqual(await failureOf(batch), ['closed', true])
})

test('a read that a new connection drops is not repeated', async () => {
  const { server, client } = setUp(() => 'close')
  assert.deepEqual(await failureOf(client.call('Locate', locate)), ['closed', true])
  assert.equal(server.links.length, 1)
})

test('a repeated read that fails again fails', async () => {
  const { server, client } = setUp()
  await client.call('Locate', locate)
  server.script = () => 'close'
  assert.deepEqual(await failureOf(client.call('Locate', locate)), ['closed', true])
  assert.equal(server.requests.length, 3)
})

test('an answer cut half-way is not asked for again', async () => {
  const { server, client } = setUp()
  await client.call('Locate', locate)
  server.script = (request, link) => {
    link.say(fromHex('42007b0100000100') as Uint8Array)
    return request.items.length > 0 ? 'close' : 'silence'
  }
  assert.deepEqual(await failureOf(client.call('Locate', locate)), ['closed', true])
  assert.equal(server.links.length, 1)
})

test('a connection closed while idle is not used, even for a change', async () => {
  const { server, client } = setUp()
  await client.call('Locate', locate)
  server.links[0]?.drop()
  assert.equal((await client.call('Create', create)).uniqueIdentifier, 'link 1')
})

test('a change does not trust a connection that was idle for long, a read does', async () => {
  const { timers, client } = setUp()
  await client.call('Locate', locate)
  await timers.advance(20_000)
  assert.deepEqual((await client.call('Locate', locate)).uniqueIdentifiers, ['link 0'])
  await timers.advance(20_000)
  assert.equal((await client.call('Create', create)).uniqueIdentifier, 'link 1')
  await timers.advance(61_000)
  assert.deepEqual((await client.call('Locate', locate)).uniqueIdentifiers, ['link 2'])
})

test('no answer in time: the call fails, its connection is closed, the next call has another', async () => {
  const { server, timers, client } = setUp(() => 'silence')
  const failed = failureOf(client.call('Create', create, { timeout: 300 }))
  await settle()
  await timers.advance(300)
  assert.deepEqual(await failed, ['timeout', true])
  assert.equal(server.links[0]?.closedByClient, true)
  server.script = ordinary
  assert.equal((await client.call('Create', create)).uniqueIdentifier, 'link 1')
  assert.equal(timers.pending, 0)
})

test('no connection in time: the call fails, and a late connection is closed', async () => {
  const timers = new ManualTimers()
  let closed = false
  let arrive = (): void => undefined
  const client = createKmipClient({
    timers,
    version: '1.2',
    connect: () => new Promise((resolve) => {
      arrive = () => resolve({
        listen: () => undefined,
        send: () => undefined,
        close: () => {
          closed = true
        },
      })
    }),
  })
  const failed = failureOf(client.call('Locate', locate))
  await settle()
  await timers.advance(5_000)
  assert.deepEqual(await failed, ['timeout', false])
  arrive()
  await settle()
  assert.equal(closed, true)
})

test('a failure to connect frees its place in the pool', async () => {
  const failure = new KmipClientError({ kind: 'connect', message: 'refused' })
  const client = createKmipClient({
    timers: new ManualTimers(),
    version: '1.2',
    maximumConnections: 1,
    connect: () => Promise.reject(failure),
  })
  for (let i = 0; i < 3; i++) {
    assert.deepEqual(await failureOf(client.call('Locate', locate)), ['connect', false])
  }
})

test('a refusal carries status, reason and message', async () => {
  const refusal: ResponseItem = {
    operation: 'Locate',
    resultStatus: 'OperationFailed',
    resultReason: 'PermissionDenied',
    resultMessage: 'this server is a secondary',
  }
  const { client } = setUp(() => [refusal])
  await assert.rejects(client.call('Locate', locate), (error: KmipClientError) => {
    assert.deepEqual(error.failure, {
      kind: 'refused',
      status: 'OperationFailed',
      reason: 'PermissionDenied',
      message: 'the key server answers OperationFailed, PermissionDenied: this server is a secondary',
    })
    return !error.mayHaveHappened
  })
})

test('answers that are none: garbage, too long, to something else, too many', async () => {
  const other: ResponseItem = {
    operation: 'Activate', resultStatus: 'Success', payload: { uniqueIdentifier: 'u' },
  }
  const answers: ReturnType<Script>[] = [
    fromHex('485454502f312e31') as Uint8Array,
    fromHex('42007b01fffffff8') as Uint8Array,
    fromHex('42007b010000000842006a0200000004') as Uint8Array,
    [other],
    [other, other],
    [],
  ]
  for (const answer of answers) {
    const { client } = setUp(() => answer)
    assert.deepEqual(await failureOf(client.call('Create', create)), ['undecodable', true])
  }
})

test('a server that speaks unasked, or says more than was asked, loses the connection', async () => {
  const { server, client } = setUp()
  await client.call('Locate', locate)
  server.links[0]?.say(Uint8Array.of(0x42))
  assert.equal(server.links[0]?.closedByClient, true)
  const answer = encodeResponse({
    header: { version: '1.2', timeStamp: 0n },
    items: [{ operation: 'Locate', resultStatus: 'Success', payload: { uniqueIdentifiers: [] } }],
  })
  server.script = () => concat([answer, answer])
  assert.deepEqual(await client.call('Locate', locate), { uniqueIdentifiers: [] })
  assert.equal(server.links[1]?.closedByClient, true)
})

test('what the version cannot express is not sent', async () => {
  const { server, client } = setUp()
  const call = client.call('Create', { ...create, attributes: [{ name: 'Sensitive', value: true }] })
  assert.deepEqual(await failureOf(call), ['version', false])
  assert.equal(server.links.length, 0)
})

test('a batch has an identification for each item and gives the answers that came', async () => {
  const { server, client } = setUp(({ items }, link) => [...ordinary({ items } as never, link) as []].slice(0, 1))
  const answers = await client.batch([
    { operation: 'Create', payload: create },
    { operation: 'Activate', payload: {} },
  ])
  assert.deepEqual(answers.map(({ operation }) => operation), ['Create'])
  assert.equal(server.requests[0]?.header.batchOrderOption, true)
  const [first, second] = server.requests[0]?.items ?? []
  assert.notDeepEqual(first?.uniqueBatchItemId, second?.uniqueBatchItemId)
})

test('the credential stands in every request', async () => {
  const credential = {
    credentialType: 'UsernameAndPassword',
    credentialValue: { username: 'u', password: 'p' },
  } as const
  const { server, client } = setUp(ordinary, { credentials: [credential] })
  await client.call('Locate', locate)
  assert.deepEqual(server.requests[0]?.header.credentials, [credential])
})

test('closing ends calls under way and refuses new ones', async () => {
  const { client } = setUp(() => 'silence', { maximumConnections: 1 })
  const failed = Promise.all([1, 2].map(() => failureOf(client.call('Locate', locate))))
  await settle()
  client.close()
  assert.deepEqual(await failed, [['closed', true], ['closed', false]])
  assert.deepEqual(await failureOf(client.call('Locate', locate)), ['closed', false])
})
