import assert from 'node:assert/strict'
import test from 'node:test'
import { SimulatedDisk } from '@keyturn/platform/simulated'
import { decodeRecord, encodeRecord, recordKey, type ServerRecord } from '../records/index.ts'
import type { ReplicationSender } from './contracts.ts'
import { standing } from './lineage.ts'
import {
  hashOf, makeWorld, materialAt, putKey, receive, send, type ServerHandle, startServer, type World,
} from './rig.test.ts'

const LIMIT_MS = 600_000

async function run(world: World, sender: ReplicationSender, merge = false) {
  const [outcome] = await world.time.until(sender.replicateNow({ merge }), LIMIT_MS) ?? []
  assert.ok(outcome)
  return outcome
}

const stateAt = async ({ store }: ServerHandle, identifier: string): Promise<unknown> => {
  const key = recordKey.object(identifier)
  const row = await store.get(key)
  return row && decodeRecord<{ version: 1, state: string }>(key, row.value).state
}

/** A primary and a secondary that were equal once, and the primary's disk as it was then. */
async function restored(world: World) {
  const disk = new SimulatedDisk()
  const before = await startServer(world, 'primary', disk, 'primary')
  const secondary = await startServer(world, 'secondary', new SimulatedDisk(), 'secondary')
  await receive(world, secondary)
  const sender = await send(world, before)
  await putKey(before, 'old')
  assert.equal((await run(world, sender)).fault, undefined)
  const backup = disk.copy()
  await world.time.advance(5000)
  await putKey(before, 'new')
  await putKey(before, 'old', { state: 'Active' })
  assert.equal((await run(world, sender)).fault, undefined)
  before.life.kill()
  const primary = await startServer(world, 'primary', backup, 'primary')
  return { primary, secondary }
}

test('a primary restored from an older backup is refused in words, and overwrites nothing', async () => {
  const world = await makeWorld()
  const { primary, secondary } = await restored(world)
  // It goes on, past the revision that the secondary has: the number alone would not tell.
  for (let i = 0; i < 40; i++) await putKey(primary, `after-${i}`)
  const sender = await send(world, primary)
  const { fault } = await run(world, sender)
  assert.equal(fault?.code, 'HistoryDiverged')
  assert.match(fault.message, /restored from an older backup/)
  assert.match(fault.message, /object\/new/)
  assert.match(fault.hint, /replicate now --to secondary --merge/)
  assert.equal(await materialAt(secondary, 'new'), 'material of new')
  assert.equal(await stateAt(secondary, 'old'), 'Active')
  assert.equal(await materialAt(secondary, 'after-1'), undefined)
  assert.equal((await sender.status())[0]?.state, 'failed')
})

test('merge brings the newer keys to the primary first; then both are equal', async () => {
  const world = await makeWorld()
  const { primary, secondary } = await restored(world)
  for (let i = 0; i < 40; i++) await putKey(primary, `after-${i}`)
  const sender = await send(world, primary)
  const { fault } = await run(world, sender, true)
  assert.equal(fault, undefined)
  assert.equal(await materialAt(primary, 'new'), 'material of new')
  assert.equal(await stateAt(primary, 'old'), 'Active')
  assert.equal(await materialAt(secondary, 'after-1'), 'material of after-1')
  await run(world, sender)
  assert.equal(await hashOf(primary), await hashOf(secondary))
  const nameKey = recordKey.name(primary.ports.cryptography, 'storage', 'name of new')
  assert.ok(await primary.store.get(nameKey))
})

test('where both sides gave one name to different objects, that of the primary keeps it', async () => {
  const world = await makeWorld()
  const { primary, secondary } = await restored(world)
  await putKey(primary, 'rival', { name: 'name of new' })
  const sender = await send(world, primary)
  assert.equal((await run(world, sender, true)).fault, undefined)
  const key = recordKey.name(primary.ports.cryptography, 'storage', 'name of new')
  for (const server of [primary, secondary]) {
    const row = await server.store.get(key)
    assert.match(new TextDecoder().decode(row?.value), /"rival"/, server.name)
    assert.equal(await materialAt(server, 'new'), 'material of new')
  }
})

test('a primary whose disk was lost gets all keys back by merge', async () => {
  const world = await makeWorld()
  const { secondary } = await restored(world)
  const primary = await startServer(world, 'primary', new SimulatedDisk(), 'primary')
  const sender = await send(world, primary)
  assert.equal((await run(world, sender)).fault?.code, 'HistoryDiverged')
  assert.equal((await run(world, sender, true)).fault, undefined)
  assert.equal(await materialAt(primary, 'new'), 'material of new')
  assert.equal(await hashOf(primary), await hashOf(secondary))
})

test('one identifier with two materials is a conflict that nobody wins', async () => {
  const world = await makeWorld()
  const { primary, secondary } = await restored(world)
  await world.time.advance(60_000)
  await putKey(primary, 'new', { material: 'another key under the same identifier' })
  const sender = await send(world, primary)
  assert.equal((await run(world, sender)).fault?.code, 'HistoryDiverged')
  assert.equal((await run(world, sender, true)).fault?.code, 'MaterialConflict')
  assert.equal(await materialAt(secondary, 'new'), 'material of new')
  assert.equal(await materialAt(primary, 'new'), 'another key under the same identifier')
})

test('a restart of the primary, and a restored secondary, are no divergence', async () => {
  const world = await makeWorld()
  const disks = [new SimulatedDisk(), new SimulatedDisk()] as const
  let primary = await startServer(world, 'primary', disks[0], 'primary')
  const former = await startServer(world, 'secondary', disks[1], 'secondary')
  await receive(world, former)
  await putKey(primary, 'one')
  await run(world, await send(world, primary))
  const backup = disks[1].copy()
  for (let start = 0; start < 3; start++) {
    primary.life.kill()
    primary = await startServer(world, 'primary', disks[0], 'primary')
    await putKey(primary, `start-${start}`)
    assert.equal((await run(world, await send(world, primary))).fault, undefined)
  }
  former.life.kill()
  const secondary = await startServer(world, 'secondary', backup, 'secondary')
  await receive(world, secondary)
  await putKey(primary, 'last')
  const sender = await send(world, primary)
  assert.equal((await run(world, sender)).fault, undefined)
  assert.equal(await hashOf(primary), await hashOf(secondary))
})

test('a clock that was set back does not stop a primary whose history fits', async () => {
  const world = await makeWorld()
  const primary = await startServer(world, 'primary', new SimulatedDisk(), 'primary')
  const secondary = await startServer(world, 'secondary', new SimulatedDisk(), 'secondary')
  await receive(world, secondary)
  const sender = await send(world, primary)
  await putKey(primary, 'one', { lastChange: 2_000_000_000 })
  await run(world, sender)
  await putKey(primary, 'one', { lastChange: 1_000_000_000, state: 'Active' })
  assert.equal((await run(world, sender)).fault, undefined)
  assert.equal(await stateAt(secondary, 'one'), 'Active')
})

test('a lower epoch is refused, a higher one is adopted with history and name', async () => {
  const world = await makeWorld()
  const secondary = await startServer(world, 'secondary', new SimulatedDisk(), 'secondary', { epoch: 3 })
  await receive(world, secondary)
  const old = await startServer(world, 'primary', new SimulatedDisk(), 'primary', { epoch: 2 })
  const { fault } = await run(world, await send(world, old))
  assert.equal(fault?.code, 'EpochLower')
  assert.match(fault.message, /epoch 3.*epoch 2/)
  old.life.kill()
  const next = await startServer(world, 'primary', new SimulatedDisk(), 'primary', { epoch: 4 })
  assert.equal((await run(world, await send(world, next))).fault, undefined)
  const row = await secondary.store.get(recordKey.server)
  const server = decodeRecord<ServerRecord>('server', row?.value ?? new Uint8Array())
  assert.deepEqual(
    [server.epoch, server.primaryName, server.historyId, server.role],
    [4, 'primary', 'primary'.padEnd(32, '0'), 'secondary'],
  )
})

test('a server that is no secondary takes nothing', async () => {
  const world = await makeWorld()
  const other = await startServer(world, 'secondary', new SimulatedDisk(), 'standalone')
  await receive(world, other)
  const primary = await startServer(world, 'primary', new SimulatedDisk(), 'primary')
  const { fault } = await run(world, await send(world, primary))
  assert.equal(fault?.code, 'NotSecondary')
})

test('users of the secondary give way, even where both sides made one', async () => {
  const world = await makeWorld()
  const primary = await startServer(world, 'primary', new SimulatedDisk(), 'primary')
  const secondary = await startServer(world, 'secondary', new SimulatedDisk(), 'secondary')
  const user = (passwordHash: string) => encodeRecord({ version: 1, name: 'admin', passwordHash })
  await primary.store.commit({ put: [{ key: recordKey.user('admin'), value: user('a') }] })
  await secondary.store.commit({ put: [
    { key: recordKey.user('admin'), value: user('b') }, { key: recordKey.user('x'), value: user('c') },
  ] })
  await receive(world, secondary)
  assert.equal((await run(world, await send(world, primary))).fault, undefined)
  assert.equal(await hashOf(primary), await hashOf(secondary))
  assert.equal(await secondary.store.get(recordKey.user('x')), undefined)
})

test('where a position stands to a lineage', () => {
  const lineage = { incarnations: [{ token: 'a', from: 5 }, { token: 'b', from: 20 }], revision: 30 }
  const at = (incarnation: string, revision: number, target?: number) => standing({
    version: 1, incarnation, revision, ...(target ? { partial: { target, after: 'object/x' } } : {}),
  }, lineage)
  assert.equal(standing(undefined, lineage), 'first')
  assert.equal(at('a', 19), 'continues')
  assert.equal(at('a', 20), 'diverged')
  assert.equal(at('a', 10, 25), 'diverged')
  assert.equal(at('b', 30), 'continues')
  assert.equal(at('b', 31), 'diverged')
  assert.equal(at('b', 10, 25), 'continues')
  assert.equal(at('c', 1), 'diverged')
})
