// Every message lost or delivered just before the connection breaks, and every durable write of either
// side cut by a power failure before or after it: enumerated, not sampled.
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  type DurableWriteFate, type DurableWriteOracle, SimulatedDisk, type WireFate,
} from '@keyturn/platform/simulated'
import { encodeRecord, recordKey } from '../records/index.ts'
import {
  hashOf, makeWorld, materialAt, putKey, receive, send, type ServerHandle, startServer, type World,
} from './rig.test.ts'

const LIMIT_MS = 3_600_000

interface Story {
  readonly name: string
  /** Fills the disks before the run; the last step is the run that is disturbed. */
  readonly prepare: (world: World, disks: Disks) => Promise<void>
  readonly merge: boolean
  readonly expect: readonly string[]
}

interface Disks {
  primary: SimulatedDisk
  secondary: SimulatedDisk
}

/** Runs replication once, undisturbed, and ends both processes. */
async function once(world: World, disks: Disks, before: (primary: ServerHandle) => Promise<void>) {
  const primary = await startServer(world, 'primary', disks.primary, 'primary')
  const secondary = await startServer(world, 'secondary', disks.secondary, 'secondary')
  await before(primary)
  await receive(world, secondary)
  const sender = await send(world, primary)
  const [outcome] = await world.time.until(sender.replicateNow({}), LIMIT_MS) ?? []
  assert.equal(outcome?.fault, undefined)
  primary.life.kill()
  secondary.life.kill()
}

async function alone(world: World, disk: SimulatedDisk, change: (server: ServerHandle) => Promise<void>) {
  const server = await startServer(world, 'primary', disk, 'primary')
  await change(server)
  server.life.kill()
}

const many = async (server: ServerHandle, from: number, to: number): Promise<void> => {
  for (let i = from; i < to; i++) await putKey(server, `key-${String(i).padStart(3, '0')}`)
}

const stories: readonly Story[] = [
  {
    name: 'a first run in several messages',
    prepare: (world, disks) => alone(world, disks.primary, (server) => many(server, 0, 130)),
    merge: false,
    expect: ['key-000', 'key-129'],
  },
  {
    name: 'a run after changes and a removal',
    prepare: async (world, disks) => {
      await once(world, disks, async (primary) => {
        await primary.store.commit({
          put: [{ key: recordKey.group('old'), value: encodeRecord({ version: 1, name: 'old' }) }],
        })
        await many(primary, 0, 3)
      })
      await alone(world, disks.primary, async (server) => {
        await many(server, 1, 120)
        await putKey(server, 'key-000', { name: 'another name' })
        await server.store.commit({ remove: [recordKey.group('old')] })
      })
    },
    merge: false,
    expect: ['key-000', 'key-119'],
  },
  {
    name: 'a merge after the primary was restored from an older backup',
    prepare: async (world, disks) => {
      await once(world, disks, (primary) => many(primary, 0, 2))
      const backup = disks.primary.copy()
      await once(world, disks, (primary) => many(primary, 2, 4))
      disks.primary = backup
      await alone(world, disks.primary, (server) => many(server, 4, 60))
    },
    merge: true,
    expect: ['key-000', 'key-003', 'key-059'],
  },
]

interface Disturbance {
  wire?: { readonly at: number; readonly fate: WireFate }
  write?: { readonly side: 'primary' | 'secondary'; readonly at: number; readonly fate: DurableWriteFate }
}

/** Lets replication run into the disturbance, restarts what died, and answers whether it came at all. */
async function live(story: Story, disturbance: Disturbance): Promise<boolean> {
  const world = await makeWorld()
  const disks: Disks = { primary: new SimulatedDisk(), secondary: new SimulatedDisk() }
  await story.prepare(world, disks)
  let happened = false
  const fateOf = (side: 'primary' | 'secondary'): DurableWriteOracle => {
    let count = 0
    return () => {
      const { write } = disturbance
      if (write?.side !== side || count++ !== write.at || happened) return 'go'
      happened = true
      return write.fate
    }
  }
  let messages = 0
  world.internet.fate = () => {
    const { wire } = disturbance
    if (wire === undefined || messages++ !== wire.at || happened) return 'go'
    happened = true
    return wire.fate
  }
  const start = async (side: 'primary' | 'secondary', fate: DurableWriteOracle) => {
    const server = await Promise.race([
      startServer(world, side, disks[side], side, { fate }), world.time.settle().then(() => undefined),
    ])
    return server ?? startServer(world, side, disks[side], side)
  }
  let secondary = await start('secondary', fateOf('secondary'))
  await receive(world, secondary)
  let primary = await start('primary', fateOf('primary'))
  let sender = await send(world, primary)
  void sender.replicateNow({ merge: story.merge })
  await world.time.advance(5000)
  for (let attempt = 0; attempt < 3; attempt++) {
    if (!secondary.life.alive) {
      secondary = await startServer(world, 'secondary', disks.secondary, 'secondary')
      await receive(world, secondary)
    }
    if (!primary.life.alive) {
      primary = await startServer(world, 'primary', disks.primary, 'primary')
      sender = await send(world, primary)
    }
    const run = sender.replicateNow({ merge: story.merge })
    const [outcome] = await world.time.until(run, LIMIT_MS) ?? []
    if (outcome?.fault === undefined) break
  }
  await verify(story, primary, secondary, JSON.stringify(disturbance))
  return happened
}

async function verify(story: Story, primary: ServerHandle, secondary: ServerHandle, where: string) {
  assert.equal(await hashOf(primary), await hashOf(secondary), where)
  const names = async ({ store }: ServerHandle) =>
    (await store.list('name/')).map(({ key, value }) => `${key} ${new TextDecoder().decode(value)}`)
  assert.deepEqual(await names(primary), await names(secondary), where)
  for (const key of story.expect) {
    assert.equal(await materialAt(primary, key), `material of ${key}`, where)
    assert.equal(await materialAt(secondary, key), `material of ${key}`, where)
  }
  for (const { audit } of [primary, secondary]) assert.ok((await audit.verify()).intact, where)
  assert.equal(await secondary.store.get(recordKey.group('old')), undefined, where)
}

for (const story of stories) {
  test(`${story.name}: the connection breaks at every message`, async (context) => {
    let points = 0
    for (const fate of ['lose and break', 'deliver and break'] as const) {
      for (let at = 0; await live(story, { wire: { at, fate } }); at++) points += 1
    }
    context.diagnostic(`${points} points`)
    assert.ok(points > 10)
  })

  for (const side of ['primary', 'secondary'] as const) {
    test(`${story.name}: the ${side} loses power at every durable write`, async (context) => {
      let points = 0
      for (const fate of ['cut before', 'cut after'] as const) {
        for (let at = 0; await live(story, { write: { side, at, fate } }); at++) points += 1
      }
      context.diagnostic(`${points} points`)
      assert.ok(points > 0)
    })
  }
}
