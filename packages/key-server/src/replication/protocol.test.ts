import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import fc from 'fast-check'
import type { Connection, PeerCertificate } from '@keyturn/platform/ports'
import { SimulatedDisk } from '@keyturn/platform/simulated'
import { createSeal } from '../seal/index.ts'
import { faultCatalogue } from './faults.ts'
import { readLineage } from './lineage.ts'
import { encodeMessage, parseMessage } from './message-schema.ts'
import { MessageStream } from './message-stream.ts'
import type { Hello, Message, OtherProtocol, Records } from './messages.ts'
import { judgePeer } from './peer.ts'
import { pendingFor } from './pending.ts'
import {
  makeWorld, materialAt, pinOf, putKey, receive, send, startServer, type ServerHandle, type World,
} from './rig.test.ts'

const wayKey = new Uint8Array(32).fill(7)
const wayKeyText = Buffer.from(wayKey).toString('base64')

/** A primary that is driven message by message. */
async function byHand(world: World) {
  const secondary = await startServer(world, 'secondary', new SimulatedDisk(), 'secondary')
  await receive(world, secondary)
  const primary = await startServer(world, 'primary', new SimulatedDisk(), 'primary')
  const lineage = await readLineage(primary.store)
  const hello: Hello = {
    type: 'hello', protocol: 1, sequence: 1, epoch: 1, historyId: 'h', name: 'primary',
    programVersion: '0.1.0', lineage, wayKey: wayKeyText,
  }
  const records = (sequence: number, identifier: string, done = true): Records => ({
    type: 'records', protocol: 1, sequence, epoch: 1, historyId: 'h', removed: [],
    records: [{ key: `object/${identifier}`, record: travelling(primary, identifier) }],
    target: lineage.revision, incarnation: lineage.incarnations[0]?.token ?? '', after: '', done,
  })
  return { primary, secondary, hello, records, connect: () => connect(world, primary) }
}

async function connect(world: World, { ports }: ServerHandle) {
  const identity = world.identities['primary'] as { certificate: string; key: string }
  const connection = await ports.network.connectTls({
    host: 'secondary', port: 1112, identity, verifyHostname: false, timeoutMs: 1000,
    authorities: pinOf(world, 'secondary').authorities,
  })
  return { connection, stream: new MessageStream(connection, ports.clock) }
}

function travelling({ ports }: ServerHandle, identifier: string) {
  const way = createSeal(ports, 'way', wayKey)
  const material = way.seal(identifier, new TextEncoder().encode(`material of ${identifier}`))
  return {
    version: 1, uniqueIdentifier: identifier, group: 'g', state: 'Active', attributes: [],
    dates: { initial: 1, lastChange: 1 }, material: { ...material },
  }
}

async function ask(stream: MessageStream, message: Message): Promise<Message | OtherProtocol> {
  await stream.send(message)
  const answer = await stream.receive(1000)
  assert.ok(answer)
  return answer
}

const refusal = (answer: Message | OtherProtocol): string =>
  answer.type === 'refuse' ? answer.code : answer.type

test('a message that comes twice is answered twice and applied once', async () => {
  const { secondary, hello, records, connect } = await byHand(await makeWorld())
  const { stream } = await connect()
  assert.equal((await ask(stream, hello)).type, 'position')
  assert.equal((await ask(stream, records(2, 'a'))).type, 'applied')
  const revision = await secondary.store.revision()
  assert.equal((await ask(stream, records(2, 'a'))).type, 'applied')
  assert.equal(await secondary.store.revision(), revision)
  assert.equal(await materialAt(secondary, 'a'), 'material of a')
})

test('a message that comes too early or too late, or before hello, is refused', async () => {
  const { hello, records, connect } = await byHand(await makeWorld())
  for (const late of [records(4, 'a'), records(0, 'a')]) {
    const { stream } = await connect()
    await ask(stream, hello)
    assert.equal(refusal(await ask(stream, late)), 'MessageInvalid')
  }
  const { stream } = await connect()
  assert.equal(refusal(await ask(stream, records(1, 'a'))), 'MessageInvalid')
})

test('messages of an old connection do not come after those of a new one', async () => {
  const { secondary, hello, records, connect } = await byHand(await makeWorld())
  const old = await connect()
  await ask(old.stream, hello)
  const next = await connect()
  await ask(next.stream, hello)
  await assert.rejects(ask(old.stream, records(2, 'late')))
  assert.equal((await ask(next.stream, records(2, 'a'))).type, 'applied')
  assert.equal(await materialAt(secondary, 'late'), undefined)
})

test('another protocol version is refused in words that name both', async () => {
  const { hello, connect } = await byHand(await makeWorld())
  const { stream } = await connect()
  const answer = await ask(stream, { ...hello, protocol: 2, programVersion: '9.9.9' })
  assert.ok(answer.type === 'refuse')
  assert.equal(answer.code, 'VersionSkew')
  assert.match(answer.message, /protocol 2 \(Keyturn 9\.9\.9\).*speaks 1/)
})

test('rows that do not travel, and material of another way, are refused', async () => {
  const { secondary, hello, records, connect } = await byHand(await makeWorld())
  const good = records(2, 'a')
  const object = good.records[0] as Records['records'][number]
  const wrong = [
    { key: 'server', record: { version: 1, role: 'primary' } },
    { key: 'audit/head', record: { version: 1, sequence: 0 } },
    { key: 'object/other', record: object.record },
    { key: object.key, record: { ...object.record, material: { storeKey: 'way', sealed: 'AAAA' } } },
  ]
  for (const record of wrong) {
    const { stream } = await connect()
    await ask(stream, hello)
    const answer = await ask(stream, { ...good, records: [record] })
    assert.equal(refusal(answer), 'MessageInvalid', record.key)
  }
  const { stream } = await connect()
  await ask(stream, hello)
  const removal = { ...good, records: [], removed: ['object/a'] }
  assert.equal(refusal(await ask(stream, removal)), 'MessageInvalid')
  assert.equal(await materialAt(secondary, 'a'), undefined)
})

test('a secondary that does not know the history takes no earlier form, whoever sends it', async () => {
  const { secondary, hello, records, connect } = await byHand(await makeWorld())
  await putKey(secondary, 'a', { lastChange: 5, state: 'Deactivated' })
  const { stream } = await connect()
  await ask(stream, hello)
  assert.equal(refusal(await ask(stream, records(2, 'a'))), 'OlderObject')
  assert.equal(await materialAt(secondary, 'a'), 'material of a')
})

test('the peer is who is pinned: a certificate of the same authority is not enough', () => {
  const certificate = {
    fingerprint: 'a', publicKeyFingerprint: 'b', trusted: true, subject: '', issuer: '', pem: '',
    serialNumber: '', notBefore: 0, notAfter: 0,
  }
  const judge = (fingerprints: string[], presented?: PeerCertificate) => judgePeer(
    { address: 'x', ...(presented ? { certificate: presented } : {}) }, { fingerprints, authorities: [] },
  )?.code
  assert.equal(judge(['a'], certificate), undefined)
  assert.equal(judge(['b'], certificate), undefined)
  assert.equal(judge(['c'], certificate), 'PeerUnknown')
  assert.equal(judge([], certificate), 'PeerUnknown')
  assert.equal(judge(['a'], { ...certificate, trusted: false }), 'PeerUnknown')
  assert.equal(judge(['a']), 'PeerUnknown')
})

test('a round carries nothing that was changed after its target', async () => {
  const { primary } = await byHand(await makeWorld())
  await putKey(primary, 'before')
  const target = await primary.store.revision()
  await putKey(primary, 'after')
  const way = createSeal(primary.ports, 'way', wayKey)
  const keys: string[] = []
  const range = { since: 0, target, after: '' }
  for await (const { records } of pendingFor(primary.ports, way, range)) {
    keys.push(...records.map(({ key }) => key))
  }
  assert.deepEqual(keys.filter((key) => key.startsWith('object/')), ['object/before'])
})

const raw = async (connection: Connection, bytes: Uint8Array): Promise<void> => connection.write(bytes)

test('garbage, a length of 100 MB and a half message do not stop the secondary', async () => {
  const world = await makeWorld()
  const { secondary, primary, hello, connect } = await byHand(world)
  const frames = [
    Uint8Array.of(0, 0, 0, 3, 1, 2, 3),
    Uint8Array.of(6, 0, 0, 0, 1),
    encodeMessage(hello).subarray(0, 20),
    new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'),
  ]
  for (const frame of frames) {
    const { connection } = await connect()
    await raw(connection, frame)
    connection.close()
  }
  const sender = await send(world, primary)
  const [outcome] = await world.time.until(sender.replicateNow({}), 600_000) ?? []
  assert.equal(outcome?.fault, undefined)
  assert.ok(secondary.life.alive)
})

test('a message is read whole however it was cut', async () => {
  const { hello, primary } = await byHand(await makeWorld())
  const body = encodeMessage(hello)
  const frame = new Uint8Array([0, 0, body.length >> 8, body.length & 255, ...body])
  const twice = new Uint8Array([...frame, ...frame])
  for (const size of [1, 2, 3, 5, 7, frame.length - 1, frame.length, frame.length + 1, twice.length]) {
    const chunks: Uint8Array[] = []
    for (let at = 0; at < twice.length; at += size) chunks.push(twice.slice(at, at + size))
    const connection = { read: async () => chunks.shift() } as unknown as Connection
    const stream = new MessageStream(connection, primary.ports.clock)
    assert.deepEqual(await stream.receive(1000), hello)
    assert.deepEqual(await stream.receive(1000), hello)
    assert.equal(await stream.receive(1000), undefined)
  }
})

test('the protocol page lists every fault, and no other', () => {
  const page = readFileSync(new URL('../../../../docs/protocols/replication.md', import.meta.url), 'utf8')
  const listed = [...page.slice(page.indexOf('## Faults')).matchAll(/^\| ([A-Z]\w+) \| (\w+) \|/gm)]
    .map((match) => [match[1], match[2]])
  assert.deepEqual(listed, Object.entries(faultCatalogue).map(([code, { state }]) => [code, state]))
})

test('no bytes make the parser throw', () => {
  fc.assert(fc.property(fc.oneof(
    fc.uint8Array(), fc.json().map((text) => new TextEncoder().encode(text)),
    fc.record({
      protocol: fc.constantFrom(1, 2), sequence: fc.nat(), epoch: fc.nat(), historyId: fc.string(),
      type: fc.constantFrom('hello', 'records', 'inventory', 'fetch', 'compared', 'refuse', 'x'),
      lineage: fc.anything(), records: fc.anything(), entries: fc.anything(), code: fc.anything(),
    }, { requiredKeys: [] }).map((value) => encodeMessage(value as unknown as Message)),
  ), (bytes) => void parseMessage(bytes)))
})
