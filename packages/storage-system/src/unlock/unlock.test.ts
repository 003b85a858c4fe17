import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FakeKeyServer } from '../fake-key-server.test.ts'
import { type Machine, World } from '../rig.test.ts'

interface Scene {
  readonly world: World
  readonly primary: FakeKeyServer
  readonly secondary: FakeKeyServer
  readonly machine: Machine
}

const caller = { user: 'superuser', origin: 'CLI', address: 'test' } as const

/** Two key servers that hold the committed key, and an encrypted volume. */
async function scene(): Promise<Scene> {
  const world = await World.make()
  const primary = await world.keyServer('primary', 'primary')
  const secondary = await world.keyServer('secondary', 'secondary')
  const machine = await world.boot()
  await machine.setUp(primary, secondary)
  await machine.ok(machine.rekey('prepare'))
  primary.replicateTo(secondary)
  await machine.ok(machine.rekey('commit'))
  await world.time.advance(30_000)
  await machine.makeVolume('volume0')
  return { world, primary, secondary, machine }
}

const volumeStatus = async (machine: Machine) =>
  (await machine.system.volumes.list()).map(({ status }) => status).join()

test('a start without key servers stays locked, says so, and unlocks by itself', async () => {
  const { world, primary, secondary } = await scene()
  world.life.kill()
  primary.stop()
  secondary.stop()
  const machine = await world.boot()
  assert.equal(machine.running.isLocked(), true)
  assert.equal(await volumeStatus(machine), 'offline')
  assert.deepEqual(await machine.unfixed(), [
    'encryptionKeyRequired', 'keyServerUnreachable primary', 'keyServerUnreachable secondary',
  ])
  await machine.refused(machine.rekey('prepare'), '9139')
  await secondary.start()
  await world.time.advance(5_000)
  assert.equal(machine.running.isLocked(), false)
  assert.equal(await volumeStatus(machine), 'online')
  assert.deepEqual(await machine.unfixed(), ['keyServerUnreachable primary'])
})

test('a lagging secondary unlocks a start while prepared, and not after commit', async () => {
  const { world, primary, secondary, machine } = await scene()
  await machine.ok(machine.rekey('prepare'))
  world.life.kill()
  primary.stop()
  const prepared = await world.boot()
  assert.equal(prepared.running.isLocked(), false)
  assert.equal((await prepared.keyServerView()).rekey, 'prepared')
  assert.equal(await prepared.statuses(), 'primary offline, secondary offline')

  await primary.start()
  await world.time.advance(15_000)
  await prepared.ok(prepared.rekey('commit'))
  world.life.kill()
  primary.stop()
  const committed = await world.boot()
  await world.time.advance(60_000)
  assert.equal(committed.running.isLocked(), true)
  assert.equal(await committed.statuses(), 'primary offline, secondary offline')
  await primary.start()
  await world.time.advance(15_000)
  assert.equal(committed.running.isLocked(), false)
  assert.equal(world.volumeFiles.wrongKeys, 0)
  assert.equal(secondary.keys.size, 1)
})

test('a prepared key alone unlocks too', async () => {
  const { world, primary, secondary, machine } = await scene()
  await machine.ok(machine.rekey('prepare'))
  const { pmkUid } = await machine.keyServerView()
  world.life.kill()
  secondary.stop()
  primary.keys.delete(pmkUid ?? '')
  const again = await world.boot()
  assert.equal(again.running.isLocked(), false)
})

test('the rescue command, and nothing else, opens the parked slot', async () => {
  const { world, primary, secondary, machine } = await scene()
  const old = (await machine.keyServerView()).pmkUid
  await machine.ok(machine.rekey('prepare'))
  await machine.ok(machine.rekey('commit'))
  const lost = (await machine.keyServerView()).pmkUid
  world.life.kill()
  primary.stop()
  primary.keys.clear()
  const locked = await world.boot()
  await world.time.advance(120_000)
  assert.equal(locked.running.isLocked(), true)
  assert.notEqual(secondary.keys.get(old ?? '')?.state, 'Deactivated', 'too early')

  const said = await locked.run(locked.running.rescue(caller))
  assert.equal(said.ok, true)
  assert.equal(locked.running.isLocked(), false)
  assert.equal((await locked.keyServerView()).pmkUid, old)
  assert.ok((await locked.system.audit.list()).some(({ command }) => /rescue/.test(command)))
  assert.ok((await locked.unfixed()).includes('rescueUsed'))
  assert.equal(await volumeStatus(locked), 'online')
  // The slot of the lost key is parked in turn, so that its return would still help.
  world.life.kill()
  await primary.start()
  const after = await world.boot()
  assert.equal(after.running.isLocked(), false)
  assert.notEqual((await after.keyServerView()).pmkUid, lost)
})

test('a rescue without a server that has a former key changes nothing', async () => {
  const { world, primary, secondary, machine } = await scene()
  await machine.ok(machine.rekey('prepare'))
  await machine.ok(machine.rekey('commit'))
  world.life.kill()
  primary.stop()
  secondary.stop()
  const locked = await world.boot()
  const outcome = await locked.run(locked.running.rescue(caller))
  assert.equal(outcome.ok ? '' : outcome.code, '8535')
  assert.equal(locked.running.isLocked(), true)
  assert.equal((await locked.system.audit.list()).length, 0)
})

test('a running system whose keys were destroyed saves itself by a rescue', async () => {
  const { world, primary, secondary, machine } = await scene()
  for (const server of [primary, secondary]) server.keys.clear()
  await world.time.advance(15_000)
  assert.equal(await machine.statuses(), 'primary offline, secondary offline')
  await machine.refused(machine.rekey('prepare'), '9139')
  assert.equal((await machine.run(machine.running.rescue(caller))).ok, true)
  primary.replicateTo(secondary)
  await world.time.advance(15_000)
  assert.equal(await machine.statuses(), 'primary online, secondary online')
  world.life.kill()
  const again = await world.boot()
  assert.equal(again.running.isLocked(), false)
  assert.equal(await volumeStatus(again), 'online')
})

test('what a server hands out as the key must open the slot', async () => {
  const { world, primary, secondary, machine } = await scene()
  const { pmkUid } = await machine.keyServerView()
  const key = secondary.keys.get(pmkUid ?? '')
  assert.ok(key)
  key.material = new Uint8Array(32).fill(1)
  await world.time.advance(15_000)
  assert.equal(await machine.statuses(), 'primary online, secondary offline')
  world.life.kill()
  primary.stop()
  assert.equal((await world.boot()).running.isLocked(), true)
})
