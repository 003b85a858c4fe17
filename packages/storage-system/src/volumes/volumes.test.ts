import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewPool, NewVolume, Outcome } from '@keyturn/command-set'
import { type Machine, World } from '../rig.test.ts'

const newPool = (name: string, encrypt?: boolean): NewPool => ({
  name,
  extentBytes: 2 ** 30,
  encrypt,
  mdisks: [],
  warningPercent: undefined,
  easyTier: undefined,
  volumeProtectionEnabled: undefined,
})

const newVolume = (pool: string, more: Partial<NewVolume> = {}): NewVolume => ({
  defaultName: 'vdisk',
  name: undefined,
  pool,
  capacityBytes: 2 ** 26,
  thin: false,
  autoexpand: false,
  warningPercent: 0,
  grainKib: undefined,
  cache: 'readwrite',
  udid: undefined,
  ...more,
})

async function scene(): Promise<{ readonly world: World; readonly machine: Machine }> {
  const world = await World.make()
  const primary = await world.keyServer('primary', 'primary')
  const machine = await world.boot()
  await machine.setUp(primary)
  await machine.ok(machine.rekey('prepare'))
  await machine.ok(machine.rekey('commit'))
  await machine.ok(machine.system.pools.create(newPool('gold')))
  return { world, machine }
}

const removal = { force: false, removeHostMappings: false }
const code = (outcome: Outcome<unknown>): string => (outcome.ok ? 'done' : outcome.code)

test('a pool encrypts when a method is enabled, unless told otherwise', async () => {
  const { machine } = await scene()
  const { pools } = machine.system
  await machine.ok(pools.create(newPool('plain', false)))
  assert.deepEqual((await pools.list()).map(({ name, encrypt }) => [name, encrypt]), [
    ['gold', true], ['plain', false],
  ])
  await machine.refused(pools.create(newPool('gold')), '6035')
  await machine.refused(machine.rekey('disable'), '8531')
  await machine.ok(pools.remove('gold', false))
  await machine.ok(machine.rekey('disable'))
  await machine.refused(pools.create(newPool('late', true)), '8532')
  await machine.ok(pools.create(newPool('late')))
  assert.equal((await pools.list()).find(({ name }) => name === 'late')?.encrypt, false)
})

test('an encrypted pool needs a key, not only an enabled method', async () => {
  const world = await World.make()
  const primary = await world.keyServer('primary', 'primary')
  const machine = await world.boot()
  await machine.setUp(primary)
  await machine.refused(machine.system.pools.create(newPool('gold')), '8535')
  await machine.ok(machine.rekey('prepare'))
  await machine.refused(machine.system.pools.create(newPool('gold')), '8535')
  await machine.ok(machine.rekey('commit'))
  await machine.ok(machine.system.pools.create(newPool('gold')))
})

test('ids are the lowest free, names are unique, UIDs never come back', async () => {
  const { machine } = await scene()
  const { volumes } = machine.system
  for (let i = 0; i < 3; i++) await machine.ok(volumes.create(newVolume('gold')))
  const before = await volumes.list()
  const named = before.map(({ id, name }) => `${id} ${name}`)
  assert.deepEqual(named, ['0 vdisk0', '1 vdisk1', '2 vdisk2'])
  for (const { uid, encrypt } of before) {
    assert.match(`${uid} ${encrypt}`, /^6005076[0-9A-F]{25} true$/)
  }
  await machine.ok(volumes.remove('vdisk1', removal))
  const { id } = await machine.ok(volumes.create(newVolume('0', { name: 'again' })))
  assert.equal(id, 1)
  assert.notEqual((await volumes.list())[1]?.uid, before[1]?.uid)
  await machine.refused(volumes.create(newVolume('gold', { name: 'again' })), '6035')
  await machine.refused(volumes.change('again', { name: 'vdisk0' }), '5758')
  await machine.refused(volumes.create(newVolume('nothing')), '5804')
  await machine.refused(volumes.remove('nothing', removal), '5753')
})

test('there are 8,192 volumes, with ids to 8191, and no more', async () => {
  const { world, machine } = await scene()
  const { volumes } = machine.system
  await machine.ok(volumes.create(newVolume('gold')))
  world.life.kill()
  // All ids but one: creating them one after the other would take a quarter of a minute.
  const [row] = world.disk.rows().filter(({ key }) => key.startsWith('volume/'))
  assert.ok(row)
  const first = JSON.parse(new TextDecoder().decode(row.value)) as { readonly uid: string }
  for (let id = 1; id < 8_191; id++) {
    const uid = `${first.uid.slice(0, -4)}${id.toString(16).toUpperCase().padStart(4, '0')}`
    const value = new TextEncoder().encode(JSON.stringify({ ...first, id, uid, name: `v${id}` }))
    const digits = String(id).padStart(row.key.length - 'volume/'.length, '0')
    world.disk.apply({ put: [{ key: `volume/${digits}`, value }] })
  }
  const again = await world.boot()
  const thin = { thin: true }
  const { id } = await again.ok(again.system.volumes.create(newVolume('gold', thin)))
  assert.equal(id, 8_191)
  await again.refused(again.system.volumes.create(newVolume('gold', thin)), '6034')
})

test('a fully allocated volume needs its space, a thin one does not', async () => {
  const { machine } = await scene()
  const { volumes } = machine.system
  const huge = { capacityBytes: 2 ** 41 }
  await machine.refused(volumes.create(newVolume('gold', huge)), '8710')
  await machine.ok(volumes.create(newVolume('gold', { ...huge, thin: true })))
  await machine.ok(volumes.create(newVolume('gold', { capacityBytes: 2 ** 39 })))
  await machine.refused(volumes.expand('1', 2 ** 40), '5860')
  await machine.ok(volumes.expand('1', 1))
  assert.equal((await volumes.list())[1]?.capacityBytes, 2 ** 39 + 2 ** 20)
  await machine.refused(volumes.create(newVolume('gold', { capacityBytes: 2 ** 53 })), '7018')
})

test('mappings: a mapped volume stays, and is mapped to a second host only by force', async () => {
  const { machine } = await scene()
  const { hosts, volumes } = machine.system
  const map = (host: string, volume: string, more = {}) =>
    hosts.map({ host, volume, scsiId: undefined, force: false, ...more })
  await machine.ok(volumes.create(newVolume('gold')))
  await machine.ok(volumes.create(newVolume('gold')))
  const port = { kind: 'iscsi', name: 'iqn.1994-05.com.example:a' } as const
  const host = { name: 'h1', ports: [port], type: undefined, protocol: undefined }
  await machine.ok(hosts.create(host))
  await machine.refused(hosts.create({ ...host, name: 'h2' }), '6578')
  assert.equal((await machine.ok(map('local', 'vdisk0'))).scsiId, 0)
  assert.equal((await machine.ok(map('local', 'vdisk1'))).scsiId, 1)
  await machine.refused(map('local', 'vdisk0'), '5878')
  await machine.refused(map('h1', 'vdisk0'), '6071')
  await machine.ok(map('h1', 'vdisk0', { force: true, scsiId: 5 }))
  await machine.refused(map('h1', 'vdisk1', { force: true, scsiId: 5 }), '5879')
  await machine.refused(volumes.remove('vdisk0', removal), '5840')
  await machine.ok(volumes.remove('vdisk0', { ...removal, removeHostMappings: true }))
  assert.equal((await hosts.mappings()).length, 1)
  await machine.refused(hosts.unmap('h1', 'vdisk1'), '5842')
  await machine.refused(hosts.remove('local', true), '5753')
  await machine.ok(hosts.unmap('local', 'vdisk1'))
  await machine.ok(volumes.remove('vdisk1', removal))
})

test('a crash at any durable write of create and remove leaves no half volume', async () => {
  for (const command of ['create', 'remove'] as const) {
    for (const fate of ['cut before', 'cut after'] as const) {
      for (let number = 1; ; number++) {
        const { world, machine } = await scene()
        const { volumes } = machine.system
        if (command === 'remove') await machine.ok(volumes.create(newVolume('gold')))
        let writes = 0
        world.fate = () => (++writes === number ? fate : 'go')
        const died = new Promise<string>((resolve) => machine.life.onDeath(() => resolve('died')))
        const run = command === 'create'
          ? volumes.create(newVolume('gold'))
          : volumes.remove('0', removal)
        const how = await world.time.until(Promise.race([died, run.then(code)]), 60_000)
        world.fate = () => 'go'
        if (how !== 'died') break
        const after = await world.boot()
        const [volume] = await after.system.volumes.list()
        assert.deepEqual([...world.disk.rows()].filter(({ key }) => key.startsWith('doomed/')), [])
        if (volume === undefined) continue
        world.happen({ kind: 'failed', volumeId: volume.uid, cause: 'test' })
        await world.time.settle()
        const events = await after.system.events.list()
        const event = events.find((each) => each.event === 'volumeOffline')
        await after.ok(after.system.events.fix(event?.sequenceNumber ?? 0))
        assert.ok(after.dataPlane.attached.has(volume.uid), `${command}, ${fate} ${number}`)
      }
    }
  }
})

test('no space and a failed sync are events; a restart tries again', async () => {
  const { world, machine } = await scene()
  await machine.ok(machine.system.volumes.create(newVolume('gold')))
  const [{ uid } = { uid: '' }] = await machine.system.volumes.list()
  world.happen({ kind: 'outOfSpace', volumeId: uid })
  await world.time.settle()
  assert.deepEqual(await machine.unfixed(), [
    'oneKeyHolder', 'poolOutOfSpace gold', 'volumeOutOfSpace vdisk0',
  ])
  world.happen({ kind: 'spaceAvailable', volumeId: uid })
  await world.time.settle()
  assert.deepEqual(await machine.unfixed(), ['oneKeyHolder'])
  world.happen({ kind: 'failed', volumeId: uid, cause: 'fdatasync' })
  await world.time.settle()
  assert.deepEqual(await machine.unfixed(), ['oneKeyHolder', 'volumeOffline vdisk0'])
  assert.equal((await machine.system.volumes.list())[0]?.status, 'offline')
  world.life.kill()
  const again = await world.boot()
  assert.equal((await again.system.volumes.list())[0]?.status, 'online')
  assert.deepEqual(await again.unfixed(), ['oneKeyHolder'])
})

test('a pool that is fuller than its warning says so', async () => {
  const { world, machine } = await scene()
  await machine.ok(machine.system.volumes.create(newVolume('gold', { capacityBytes: 2 ** 39 })))
  await machine.ok(machine.system.pools.change('gold', { warningPercent: 40 }))
  await world.time.advance(61_000)
  assert.deepEqual(await machine.unfixed(), ['oneKeyHolder', 'poolSpaceWarning gold'])
  await machine.ok(machine.system.volumes.remove('vdisk0', removal))
  await world.time.advance(61_000)
  assert.deepEqual(await machine.unfixed(), ['oneKeyHolder'])
})

test('a back end whose marker is gone is not written to: its disk may not be mounted', async () => {
  const { world, machine } = await scene()
  await machine.ok(machine.system.volumes.create(newVolume('gold')))
  await world.fileSystem.files(machine.life).remove('/disk0/.keyturn-backend')
  world.life.kill()
  const again = await world.boot()
  assert.deepEqual(await again.unfixed(), ['mdiskOffline disk0', 'oneKeyHolder'])
  assert.equal((await again.system.volumes.list())[0]?.status, 'offline')
  await again.refused(again.system.volumes.create(newVolume('gold')), '8710')
})
