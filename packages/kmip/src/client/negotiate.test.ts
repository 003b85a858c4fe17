import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeResponse, type ProtocolVersion, refusalMessage, type ResultReason } from '../index.ts'
import { createKmipClient } from './client.ts'
import { KmipClientError } from './error.ts'
import { discovered, ManualTimers, ordinary, type Script, ScriptedServer } from './scripted-server.test.ts'

function setUp(script: Script) {
  const server = new ScriptedServer(script)
  const client = createKmipClient({ connect: server.connect, timers: new ManualTimers() })
  const asked = (): ProtocolVersion[] => server.requests.map(({ header }) => header.version)
  return { server, client, asked }
}

/** A whole answer in a version of the server's own. */
const refusal = (version: ProtocolVersion, reason: ResultReason): Uint8Array =>
  encodeResponse(refusalMessage({ version, timeStamp: 0n }, { reason, message: 'no' }))

test('the newest common version is spoken, and asked for once', async () => {
  const { server, client, asked } = setUp(ordinary)
  const versions = await Promise.all([client.version(), client.version()])
  assert.deepEqual(versions, ['2.0', '2.0'])
  await client.call('Locate', { attributes: [] })
  assert.deepEqual(asked(), ['1.1', '2.0'])
  assert.equal(server.links.length, 1)
})

test('a server without Discover Versions is spoken to in the version of its answer', async () => {
  const { client } = setUp(() => refusal('1.0', 'OperationNotSupported'))
  assert.equal(await client.version(), '1.0')
})

test('a server that speaks 2.x only says so', async () => {
  const { client, asked } = setUp(({ header }) =>
    header.version < '2.0' ? refusal('2.1', 'UnsupportedProtocolVersion') : [discovered('2.0', '2.1')])
  assert.equal(await client.version(), '2.1')
  assert.deepEqual(asked(), ['1.1', '2.1'])
})

test('a server that closes on a version it does not know is asked in another', async () => {
  const { client } = setUp(({ header }) => header.version < '2.0' ? 'close' : [discovered('2.0')])
  assert.equal(await client.version(), '2.0')
})

test('a server of 1.0 that calls 1.1 an invalid message', async () => {
  const { client } = setUp(({ header }) => header.version === '1.0'
    ? refusal('1.0', 'OperationNotSupported')
    : refusal('1.0', 'InvalidMessage'))
  assert.equal(await client.version(), '1.0')
})

test('no version in common', async () => {
  for (const script of [() => [discovered()], () => refusal('1.2', 'GeneralFailure')] as Script[]) {
    const { client } = setUp(script)
    await assert.rejects(client.version(), (error: KmipClientError) => error.failure.kind === 'version')
  }
})

test('a failure is not remembered', async () => {
  const { server, client } = setUp(() => 'close')
  await assert.rejects(client.version(), KmipClientError)
  server.script = ordinary
  assert.equal(await client.version(), '2.0')
})

test('a server that no longer speaks the version is asked again', async () => {
  const { server, client } = setUp(ordinary)
  await client.version()
  server.script = ({ header, items }, link) => {
    if (header.version === '2.0') return refusal('1.2', 'InvalidMessage')
    const answers = ordinary({ header, items }, link)
    return header.version === '1.1' ? [discovered('1.2')] : answers
  }
  await assert.rejects(client.call('Locate', { attributes: [] }), KmipClientError)
  await client.call('Locate', { attributes: [] })
  assert.equal(await client.version(), '1.2')
})
