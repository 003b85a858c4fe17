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
  return { world, primary, secondary, machine }
}

const newServer = (address: string, primary: boolean) =>
  ({ address, port: undefined, certificateFile: undefined, name: undefined, primary })

test('each finding has its number and its event, and the event fixes itself', async () => {
  const { world, secondary, machine } = await scene()
  const { keyServers } = machine.system
  const check = async (number: string, event: string): Promise<void> => {
    await machine.refused(keyServers.validate('secondary'), number)
    assert.deepEqual(await machine.unfixed(), [`${event} secondary`])
    const row = (await keyServers.list())[1]
    const events = await machine.system.events.list()
    assert.equal(row?.errorSequenceNumber, events.findLast(({ fixed }) => !fixed)?.sequenceNumber)
  }
  secondary.refuses.set('Get', 'PermissionDenied')
  await check('9131', 'keyServerError')
  secondary.refuses.clear()
  const keys = [...secondary.keys]
  secondary.keys.clear()
  await check('9131', 'keyServerError')
  for (const [id, key] of keys) secondary.keys.set(id, key)
  secondary.stop()
  await check('9135', 'keyServerUnreachable')
  await secondary.start()
  await machine.ok(keyServers.validate('1'))
  assert.deepEqual(await machine.unfixed(), [])
  assert.equal((await machine.system.events.list()).every(({ autoFixed }) => autoFixed), true)
  await world.time.advance(60_000)
  assert.deepEqual(await machine.unfixed(), [])
})

test('a primary that says it is a secondary is offline until another is chosen', async () => {
  const { world, primary, secondary, machine } = await scene()
  primary.role = 'secondary'
  secondary.role = 'primary'
  await world.time.advance(15_000)
  assert.deepEqual(await machine.unfixed(), ['keyServerNotPrimary primary'])
  await machine.refused(machine.system.keyServers.validate('primary'), '9143')
  await machine.refused(machine.rekey('prepare'), '9139')
  await machine.ok(machine.system.keyServers.change('secondary', { primary: true }))
  assert.deepEqual(await machine.unfixed(), [])
  const servers = await machine.system.keyServers.list()
  assert.deepEqual(servers.map((server) => server.primary), [false, true])
  await machine.ok(machine.rekey('prepare'))
})

test('a server is validated before it is made or changed', async () => {
  const { secondary, machine, world } = await scene()
  const { keyServers } = machine.system
  await machine.refused(keyServers.create(newServer('nowhere', false)), '9135')
  const third = await world.keyServer('third')
  await machine.refused(keyServers.create(newServer('third', false)), '9131')
  assert.equal((await keyServers.list()).length, 2)
  secondary.replicateTo(third)
  const { id } = await machine.ok(keyServers.create(newServer('third', false)))
  assert.equal(id, 2)
  await machine.refused(keyServers.change('keyserver0', { address: 'nowhere' }), '9135')
  assert.equal((await keyServers.list())[2]?.address, 'third')
  await machine.ok(keyServers.change('keyserver0', { name: 'spare' }))
  await machine.refused(keyServers.create(newServer('primary', true)), '9124')
  await machine.refused(keyServers.change('nothing', { port: 1 }), '5753')
})

test('the last holder of the key in use stays, whatever its status was a moment ago', async () => {
  const { primary, secondary, machine } = await scene()
  const { keyServers } = machine.system
  secondary.stop()
  await machine.refused(keyServers.remove('primary'), '9140')
  await secondary.start()
  await machine.ok(keyServers.remove('secondary'))
  primary.stop()
  await machine.refused(keyServers.remove('primary'), '9140')
  assert.equal((await keyServers.list()).length, 1)
})

test('a server that hangs costs no more than its time-out', async () => {
  const { world, secondary, machine } = await scene()
  secondary.silent = true
  await world.time.advance(30_000)
  assert.equal(await machine.statuses(), 'primary online, secondary offline')
  const before = world.time.nowMs
  await machine.refused(machine.rekey('prepare'), '9139')
  assert.ok(world.time.nowMs - before <= 15_000)
  secondary.silent = false
  await world.time.advance(30_000)
  assert.equal(await machine.statuses(), 'primary online, secondary online')
})

test('no key, password or wrapped secret is in the log', async () => {
  const { world, primary, machine } = await scene()
  await machine.makeVolume('volume0')
  world.life.kill()
  await world.boot()
  const text = world.logLines.join('\n')
  for (const { material } of primary.keys.values()) {
    assert.ok(material)
    for (const encoding of ['hex', 'base64', 'latin1'] as const) {
      assert.ok(!text.includes(Buffer.from(material).toString(encoding)))
    }
  }
  assert.ok(!text.includes('first-Password-1'))
})
