import assert from 'node:assert/strict'
import test from 'node:test'
import { SimulatedDisk } from '@keyturn/platform/simulated'
import { decodeRecord, encodeRecord, recordKey } from '../records/index.ts'
import {
  hashOf, makeWorld, materialAt, putKey, receive, send, type ServerHandle, startServer, type World,
} from './rig.test.ts'

const LIMIT_MS = 600_000

async function pair(world: World) {
  const disks = { primary: new SimulatedDisk(), secondary: new SimulatedDisk() }
  const primary = await startServer(world, 'primary', disks.primary, 'primary')
  const secondary = await startServer(world, 'secondary', disks.secondary, 'secondary')
  return { disks, primary, secondary }
}

const assertEqual = async (one: ServerHandle, other: ServerHandle): Promise<void> =>
  assert.equal(await hashOf(one), await hashOf(other))

test('a new secondary gets everything, under its own store key, and the names with it', async () => {
  const world = await makeWorld()
  const { primary, secondary } = await pair(world)
  for (let i = 0; i < 250; i++) await putKey(primary, `key-${i}`)
  await primary.store.commit({ put: [
    { key: recordKey.group('storage'), value: encodeRecord({ version: 1, name: 'storage' }) },
  ] })
  const receiver = await receive(world, secondary)
  const sender = await send(world, primary)
  const [outcome] = await world.time.until(sender.replicateNow({}), LIMIT_MS) ?? []
  assert.equal(outcome?.fault, undefined)
  await assertEqual(primary, secondary)
  assert.equal(await materialAt(secondary, 'key-7'), 'material of key-7')
  const sealed = (server: ServerHandle) => server.store.get(recordKey.object('key-7'))
  assert.notDeepEqual((await sealed(primary))?.value, (await sealed(secondary))?.value)
  const nameKey = recordKey.name(secondary.ports.cryptography, 'storage', 'name of key-7')
  assert.ok(await secondary.store.get(nameKey))
  assert.equal(receiver.status().primaryName, 'primary')
  const [status] = await sender.status()
  assert.equal(status?.state, 'upToDate')
  assert.equal(status?.lagRecords, 0)
})

test('by interval: nothing goes before its time, and only what was changed goes then', async () => {
  const world = await makeWorld()
  const { primary, secondary } = await pair(world)
  await receive(world, secondary)
  const sender = await send(world, primary, ['secondary'], { intervalMs: 300_000 })
  await world.time.advance(1000)
  await putKey(primary, 'late')
  await world.time.advance(298_000)
  assert.equal(await materialAt(secondary, 'late'), undefined)
  const [behind] = await sender.status()
  assert.equal(behind?.state, 'pending')
  assert.equal(behind?.lagRecords, 1)
  assert.equal(behind?.lagSeconds, 298)
  await world.time.advance(2000)
  assert.equal(await materialAt(secondary, 'late'), 'material of late')
  const revision = await secondary.store.revision()
  await world.time.advance(900_000)
  assert.equal(await secondary.store.revision(), revision, 'an unchanged primary writes nothing there')
})

test('on change: the key is there at once, without a tick of the interval', async () => {
  const world = await makeWorld()
  const { primary, secondary } = await pair(world)
  await receive(world, secondary)
  await send(world, primary, ['secondary'], { onChange: true })
  await world.time.advance(10)
  await putKey(primary, 'quick')
  await world.time.advance(10)
  assert.equal(await materialAt(secondary, 'quick'), 'material of quick')
})

test('changes are sent, names move, and what is pending stays at home', async () => {
  const world = await makeWorld()
  const { primary, secondary } = await pair(world)
  await receive(world, secondary)
  const sender = await send(world, primary)
  await putKey(primary, 'a', { name: 'wanted' })
  await world.time.until(sender.replicateNow({}), LIMIT_MS)
  await world.time.advance(5000)
  await putKey(primary, 'a', { name: 'former' })
  await putKey(primary, '0', { name: 'wanted' })
  const client = { version: 1, fingerprint: 'ab', status: 'pending' }
  await primary.store.commit({ put: [{ key: recordKey.client('ab'), value: encodeRecord(client) }] })
  await world.time.until(sender.replicateNow({ to: 'secondary' }), LIMIT_MS)
  await assertEqual(primary, secondary)
  assert.equal(await secondary.store.get(recordKey.client('ab')), undefined)
  const holder = async (name: string) => {
    const key = recordKey.name(secondary.ports.cryptography, 'storage', name)
    const row = await secondary.store.get(key)
    return row && decodeRecord<{ version: 1, uniqueIdentifier: string }>(key, row.value).uniqueIdentifier
  }
  assert.equal(await holder('wanted'), '0')
  assert.equal(await holder('former'), 'a')
})

test('what the primary removed goes away at the secondary, but never an object', async () => {
  const world = await makeWorld()
  const { primary, secondary } = await pair(world)
  await receive(world, secondary)
  const sender = await send(world, primary)
  const group = { key: recordKey.group('old'), value: encodeRecord({ version: 1, name: 'old' }) }
  await primary.store.commit({ put: [group] })
  await putKey(primary, 'kept')
  await world.time.until(sender.replicateNow({}), LIMIT_MS)
  await primary.store.commit({ remove: [group.key, recordKey.object('kept')] })
  const [outcome] = await world.time.until(sender.replicateNow({}), LIMIT_MS) ?? []
  assert.equal(outcome?.fault, undefined)
  assert.equal(await secondary.store.get(group.key), undefined)
  assert.equal(await materialAt(secondary, 'kept'), 'material of kept')
})

test('a secondary that was away for a month catches up', async () => {
  const world = await makeWorld()
  const { disks, primary, secondary } = await pair(world)
  await receive(world, secondary)
  const sender = await send(world, primary)
  await putKey(primary, 'first')
  await world.time.until(sender.replicateNow({}), LIMIT_MS)
  secondary.life.kill()
  for (let day = 0; day < 30; day++) {
    await putKey(primary, `day-${day}`)
    await world.time.advance(86_400_000 / 12)
  }
  const [status] = await sender.status()
  assert.equal(status?.state, 'unreachable')
  assert.equal(status?.lastFault?.code, 'Unreachable')
  assert.equal(status?.lagRecords, 30)
  const again = await startServer(world, 'secondary', disks.secondary, 'secondary')
  await receive(world, again)
  await world.time.advance(60_000)
  await assertEqual(primary, again)
})

test('an incremental run that was cut goes on where it stopped, whatever changed meanwhile', async () => {
  for (let at = 0; at < 11; at++) {
    const world = await makeWorld()
    const { primary, secondary } = await pair(world)
    await receive(world, secondary)
    const sender = await send(world, primary)
    await world.time.until(sender.replicateNow({}), LIMIT_MS)
    for (let i = 0; i < 250; i++) await putKey(primary, `key-${String(i).padStart(3, '0')}`)
    let messages = 0
    world.internet.fate = () => (messages++ === at ? 'deliver and break' : 'go')
    const [cut] = await world.time.until(sender.replicateNow({}), LIMIT_MS) ?? []
    assert.equal(cut?.fault?.code, 'ConnectionLost')
    await putKey(primary, 'key-000', { state: 'Active' })
    await putKey(primary, 'key-249', { state: 'Active' })
    const [rest] = await world.time.until(sender.replicateNow({}), LIMIT_MS) ?? []
    assert.equal(rest?.fault, undefined)
    // Three messages have the names and fifty objects, the fourth a hundred: these do not go again.
    if (at >= 8) assert.ok(rest && rest.rows < 200, `${rest?.rows} records after message ${at}`)
    await assertEqual(primary, secondary)
  }
})

test('an unknown name is no secondary, and a stranger is sent away unread', async () => {
  const world = await makeWorld(['primary', 'secondary', 'stranger'])
  const { primary, secondary } = await pair(world)
  const stranger = await startServer(world, 'stranger', new SimulatedDisk(), 'primary')
  await receive(world, secondary)
  const sender = await send(world, primary)
  assert.equal(await sender.replicateNow({ to: 'nobody' }), undefined)
  await putKey(stranger, 'foreign')
  const forger = await send(world, stranger)
  const [outcome] = await world.time.until(forger.replicateNow({}), LIMIT_MS) ?? []
  assert.equal(outcome?.fault?.code, 'PeerUnknown')
  assert.ok(world.lines.some((line) => line.includes('"server":"secondary","code":"PeerUnknown"')))
  assert.equal(await materialAt(secondary, 'foreign'), undefined)
})
