// One machine holds the new key: the old one stays, parked, until a second holder is proven.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FakeKeyServer } from '../fake-key-server.test.ts'
import { type Machine, World } from '../rig.test.ts'

interface Scene {
  readonly world: World
  readonly primary: FakeKeyServer
  readonly machine: Machine
  /** Identifier of the former key. */
  readonly old: string
}

/** A rekey was committed, and only the primary has the new key. */
async function scene(force = false): Promise<Scene & { readonly secondary: FakeKeyServer }> {
  const world = await World.make()
  const primary = await world.keyServer('primary', 'primary')
  const secondary = await world.keyServer('secondary', 'secondary')
  const machine = await world.boot()
  await machine.setUp(primary, secondary)
  await machine.ok(machine.rekey('prepare'))
  primary.replicateTo(secondary)
  await machine.ok(machine.rekey('commit'))
  const old = (await machine.keyServerView()).pmkUid ?? ''
  await machine.ok(machine.rekey('prepare'))
  await machine.ok(machine.rekey('commit', force))
  await world.time.advance(30_000)
  return { world, primary, secondary, machine, old }
}

/** A further address of the primary, as a key server of its own. */
async function addAlias(primary: FakeKeyServer, machine: Machine): Promise<void> {
  await primary.alsoAt('alias')
  await machine.ok(machine.system.keyServers.create({
    address: 'alias',
    port: undefined,
    certificateFile: undefined,
    name: 'alias',
    primary: false,
  }))
}

const slots = ({ disk }: World) => disk.rows().filter(({ key }) => key.startsWith('slot/')).length

test('the parked slot waits for the secondary, then the old key is retired', async () => {
  const { world, primary, secondary, machine, old } = await scene()
  assert.deepEqual(await machine.unfixed(), ['keyServerError secondary', 'oneKeyHolder'])
  assert.equal(primary.keys.get(old)?.state, 'Active')
  assert.equal(slots(world), 2)
  primary.replicateTo(secondary)
  await world.time.advance(30_000)
  assert.deepEqual(await machine.unfixed(), [])
  assert.equal(primary.keys.get(old)?.state, 'Deactivated')
  assert.equal(slots(world), 1)
})

test('another address of the same machine is no second holder', async () => {
  const { world, primary, secondary, machine, old } = await scene()
  await addAlias(primary, machine)
  await world.time.advance(60_000)
  const servers = 'primary online, secondary offline, alias online'
  assert.equal(await machine.statuses(), servers)
  assert.deepEqual(await machine.unfixed(), ['keyServerError secondary', 'oneKeyHolder'])
  assert.equal(primary.keys.get(old)?.state, 'Active')
  assert.equal(slots(world), 2)
  primary.replicateTo(secondary)
  await world.time.advance(30_000)
  assert.deepEqual(await machine.unfixed(), [])
  assert.equal(primary.keys.get(old)?.state, 'Deactivated')
  assert.equal(slots(world), 1)
  // The alias does not stand in for the machine that is gone.
  await machine.ok(machine.system.keyServers.remove('secondary'))
  assert.deepEqual(await machine.unfixed(), ['oneKeyHolder'])
})

test('a commit with nothing but an alias beside the primary parks the old slot', async () => {
  const { world, primary, secondary, machine } = await scene()
  primary.replicateTo(secondary)
  await world.time.advance(30_000)
  await addAlias(primary, machine)
  await machine.ok(machine.rekey('prepare'))
  await machine.ok(machine.rekey('commit'))
  await world.time.advance(30_000)
  assert.deepEqual(await machine.unfixed(), ['keyServerError secondary', 'oneKeyHolder'])
  assert.equal(slots(world), 2)
})

test('a backup that the key server reports is a second holder', async () => {
  const { world, primary, machine, old } = await scene()
  primary.backedUp = true
  await world.time.advance(30_000)
  assert.deepEqual(await machine.unfixed(), ['keyServerError secondary'])
  assert.equal(primary.keys.get(old)?.state, 'Deactivated')
})

test("fixing the event is the administrator's word", async () => {
  const { world, primary, machine, old } = await scene()
  const event = (await machine.system.events.list())
    .find((each) => each.event === 'oneKeyHolder' && !each.fixed)
  assert.ok(event)
  await machine.ok(machine.system.events.fix(event.sequenceNumber))
  await world.time.advance(30_000)
  assert.deepEqual(await machine.unfixed(), ['keyServerError secondary'])
  assert.equal(primary.keys.get(old)?.state, 'Deactivated')
  assert.equal(slots(world), 1)
})

test('force gives a compromised key up at commit', async () => {
  const { world, primary, machine, old } = await scene(true)
  assert.deepEqual(await machine.unfixed(), ['keyServerError secondary'])
  assert.equal(primary.keys.get(old)?.state, 'Compromised')
  assert.equal(slots(world), 1)
})

test('a second holder that is removed, or loses the key, is none any more', async () => {
  const { world, primary, secondary, machine } = await scene()
  primary.replicateTo(secondary)
  await world.time.advance(30_000)
  assert.deepEqual(await machine.unfixed(), [])
  secondary.keys.clear()
  await world.time.advance(30_000)
  assert.deepEqual(await machine.unfixed(), ['keyServerError secondary', 'oneKeyHolder'])
  primary.replicateTo(secondary)
  await world.time.advance(30_000)
  assert.deepEqual(await machine.unfixed(), [])
  await machine.ok(machine.system.keyServers.remove('secondary'))
  assert.deepEqual(await machine.unfixed(), ['oneKeyHolder'])
})

test('a second holder that is merely out of reach stays one', async () => {
  const { world, primary, secondary, machine } = await scene()
  primary.replicateTo(secondary)
  await world.time.advance(30_000)
  secondary.stop()
  await world.time.advance(30_000)
  assert.deepEqual(await machine.unfixed(), ['keyServerUnreachable secondary'])
})

test('an alias that answers does not stand in for a second holder that lost the key', async () => {
  const { world, primary, secondary, machine } = await scene()
  primary.replicateTo(secondary)
  await world.time.advance(30_000)
  await addAlias(primary, machine)
  world.internet.disconnect('primary')
  secondary.keys.clear()
  await world.time.advance(30_000)
  assert.equal(await machine.statuses(), 'primary offline, secondary offline, alias online')
  assert.ok((await machine.unfixed()).includes('oneKeyHolder'))
})

test('a restored key server gave the identifier to another key: it is left alone', async () => {
  const { world, primary, secondary, machine, old } = await scene()
  const stranger = { identifier: old, name: 'of somebody else', state: 'Active' } as const
  primary.keys.set(old, { ...stranger, material: new Uint8Array(32).fill(3) })
  primary.replicateTo(secondary)
  await world.time.advance(120_000)
  assert.equal(primary.keys.get(old)?.state, 'Active')
  assert.deepEqual(await machine.unfixed(), ['obsoleteKeyNotRetired primary'])
})

test('what a key server refuses for a while is done later, and told meanwhile', async () => {
  const { world, primary, secondary, machine, old } = await scene()
  primary.refuses.set('Revoke', 'PermissionDenied')
  secondary.refuses.set('Revoke', 'PermissionDenied')
  primary.replicateTo(secondary)
  await world.time.advance(60_000)
  assert.deepEqual(await machine.unfixed(), ['obsoleteKeyNotRetired primary'])
  world.life.kill()
  const again = await world.boot()
  primary.refuses.clear()
  await world.time.advance(120_000)
  assert.equal(primary.keys.get(old)?.state, 'Deactivated')
  assert.deepEqual(await again.unfixed(), [])
})

test('an administrator waives what a key server will never do; the audit log says who', async () => {
  const { world, primary, secondary, machine, old } = await scene()
  for (const server of [primary, secondary]) server.refuses.set('Revoke', 'PermissionDenied')
  primary.replicateTo(secondary)
  await world.time.advance(60_000)
  const { obligations } = machine.running
  const [retire, ...others] = obligations.list()
  assert.deepEqual([retire?.kind, retire?.identifier, others.length], ['retire', old, 0])
  const caller = { user: 'superuser', origin: 'REST', address: '192.0.2.1' } as const
  await machine.refused(obligations.waive('another', caller), '5753')
  assert.deepEqual(await machine.unfixed(), ['obsoleteKeyNotRetired primary'])
  await machine.ok(obligations.waive(retire?.name ?? '', caller))
  assert.deepEqual(obligations.list(), [])
  const entries = await machine.system.audit.list()
  assert.ok(entries.some(({ command }) => command === `svctask waive ${retire?.name}`))
  // For good: neither a try that was under way nor a restart brings it back.
  for (const server of [primary, secondary]) server.refuses.clear()
  await world.time.advance(120_000)
  world.life.kill()
  const again = await world.boot()
  await world.time.advance(120_000)
  assert.deepEqual(await again.unfixed(), [])
  assert.equal(primary.keys.get(old)?.state, 'Active')
})
