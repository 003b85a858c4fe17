import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteWriter, concat, encodeUtf8 } from '@keyturn/bytes'
import { nbd } from '@keyturn/nbd'
import { type Machine, World } from '../rig.test.ts'
import { hostOf } from './host.ts'
import { MAX_HANDSHAKES } from './listener.ts'

const option = (number: number, data: Uint8Array): Uint8Array => new ByteWriter()
  .u32(nbd.OPTION_MAGIC[0]).u32(nbd.OPTION_MAGIC[1]).u32(number).u32(data.length).bytes(data)
  .finish()
const flags = new ByteWriter().u32(nbd.FLAG_FIXED_NEWSTYLE).finish()
const go = (name: string): Uint8Array => {
  const bytes = encodeUtf8(name)
  return option(nbd.OPT_GO, new ByteWriter().u32(bytes.length).bytes(bytes).u16(0).finish())
}
const list = option(nbd.OPT_LIST, new Uint8Array(0))

async function scene(): Promise<{ readonly world: World; readonly machine: Machine }> {
  const world = await World.make()
  const primary = await world.keyServer('primary', 'primary')
  const machine = await world.boot()
  await machine.setUp(primary)
  await machine.ok(machine.rekey('prepare'))
  await machine.ok(machine.rekey('commit'))
  await machine.makeVolume('mapped')
  await machine.makeVolume('hidden')
  await machine.ok(machine.system.hosts.unmap('local', 'hidden'))
  return { world, machine }
}

async function talk(world: World, said: Uint8Array, address?: string) {
  const client = world.clients.connect(address)
  client.send(concat([flags, said]))
  await world.time.settle()
  await world.time.settle()
  return { text: Buffer.from(client.received).toString('latin1'), closed: client.closed, client }
}

test('a mapped volume is listed and opened, by name and by UID', async () => {
  const { world, machine } = await scene()
  const { text } = await talk(world, list)
  assert.match(text, /mapped/)
  assert.doesNotMatch(text, /hidden/)
  const [volume] = await machine.system.volumes.list()
  assert.ok(volume)
  assert.equal(machine.dataPlane.attached.size, 0, 'nothing is attached before a client comes')
  await talk(world, go('mapped'), '127.0.0.1:50000')
  await talk(world, go(volume.uid))
  assert.deepEqual(world.handOvers.map(({ volumeId }) => volumeId), [volume.uid, volume.uid])
  assert.deepEqual([...machine.dataPlane.attached], [volume.uid])
})

test('what is not mapped does not exist, for clients of this machine or another', async () => {
  const { world } = await scene()
  assert.match((await talk(world, go('hidden'))).text, /no volume \[hidden\] is mapped/)
  assert.match((await talk(world, go('nothing'))).text, /no volume \[nothing\] is mapped/)
  const far = await talk(world, concat([list, go('mapped')]), '192.0.2.7:50000')
  assert.match(far.text, /no volume \[mapped\] is mapped/)
  assert.equal(world.handOvers.length, 0)
})

test('a mapping that is removed while the volume is being attached lets nobody in', async () => {
  const { world, machine } = await scene()
  const { dataPlane } = machine
  let goOn = (): void => assert.fail('nothing was attached')
  const attach = dataPlane.attach.bind(dataPlane)
  dataPlane.attach = async (volume, key) => {
    await new Promise<void>((resolve) => {
      goOn = resolve
    })
    return attach(volume, key)
  }
  const { client } = await talk(world, go('mapped'))
  await machine.ok(machine.system.hosts.unmap('local', 'mapped'))
  goOn()
  await world.time.settle()
  await world.time.settle()
  assert.equal(dataPlane.attached.size, 1)
  assert.equal(world.handOvers.length, 0)
  assert.match(Buffer.from(client.received).toString('latin1'), /not mapped any more/)
})

test('a locked system refuses in words, and opens once it is unlocked', async () => {
  const { world } = await scene()
  world.life.kill()
  world.internet.disconnect('primary')
  await world.boot()
  assert.match((await talk(world, go('mapped'))).text, /the storage system is locked/)
  assert.equal(world.handOvers.length, 0)
  world.internet.reconnect('primary')
  await world.time.advance(5_000)
  await talk(world, go('mapped'))
  assert.equal(world.handOvers.length, 1)
})

test('a data-plane process that ends takes its volumes along; the next client attaches anew', async () => {
  const { world, machine } = await scene()
  await talk(world, go('mapped'))
  const [uid] = machine.dataPlane.attached
  assert.ok(uid)
  await machine.dataPlane.detach(uid)
  world.happen({ kind: 'exited', volumeIds: [uid], cause: 'killed' })
  await world.time.settle()
  await talk(world, go('mapped'))
  assert.deepEqual([...machine.dataPlane.attached], [uid])
})

test('a client that does not come to GO is dropped', async () => {
  const { world } = await scene()
  const { client } = await talk(world, list)
  assert.equal(client.closed, false)
  await world.time.advance(31_000)
  assert.equal(client.closed, true)
})

test('however many clients sit in the handshake, a newcomer is served', async () => {
  const { world } = await scene()
  const idle = Array.from({ length: MAX_HANDSHAKES + 10 }, () =>
    world.clients.connect('192.0.2.7:1'))
  await world.time.settle()
  await talk(world, go('mapped'))
  assert.equal(world.handOvers.length, 1)
  assert.deepEqual(idle.map(({ closed }) => closed), idle.map((_, i) => i <= 10))
  const warnings = world.logLines.filter((line) => line.includes('unfinished NBD handshakes'))
  assert.equal(warnings.length, 1, 'a flood does not fill the log')
})

test('a client whose volume is being attached does not give way', async () => {
  const { world, machine } = await scene()
  const { dataPlane } = machine
  let goOn = (): void => assert.fail('nothing was attached')
  const attach = dataPlane.attach.bind(dataPlane)
  dataPlane.attach = async (volume, key) => {
    await new Promise<void>((resolve) => {
      goOn = resolve
    })
    return attach(volume, key)
  }
  const { client } = await talk(world, go('mapped'))
  for (let i = 0; i <= MAX_HANDSHAKES; i++) world.clients.connect('192.0.2.7:1')
  await world.time.settle()
  assert.equal(client.closed, false)
  goOn()
  await world.time.settle()
  await world.time.settle()
  assert.equal(world.handOvers.length, 1)
})

test('a TCP client is the built-in host when it comes from this machine', () => {
  for (const peer of ['127.0.0.1:1', '127.8.9.1:1', '::1:1', '[::1]:1', '::ffff:127.0.0.1:1']) {
    assert.equal(hostOf(peer, '0.0.0.0'), 0, peer)
  }
  assert.equal(hostOf('10.1.2.3:55', '10.1.2.3'), 0)
  for (const peer of ['10.1.2.4:1', '1270.0.1:1', 'fe80::1:1', 'unknown:0', '']) {
    assert.equal(hostOf(peer, '10.1.2.3'), -1, peer)
  }
})
