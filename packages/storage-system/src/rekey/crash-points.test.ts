// Every durable write and every request and reply of prepare, commit and cancel, one after the
// other: the power fails there, or the message or its connection is lost. After each: the volume
// opens, the state is a legal one, the next rekey completes, and no key is left behind at the key
// servers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SimulatedDisk, WireFate, WireMessage } from '@keyturn/platform/simulated'
import type { FakeKeyServer, StoredKey } from '../fake-key-server.test.ts'
import { type Machine, World } from '../rig.test.ts'

type Step = 'prepare' | 'commit' | 'cancel'

interface Snapshot {
  readonly disk: SimulatedDisk
  readonly primary: readonly StoredKey[]
  readonly secondary: readonly StoredKey[]
  readonly files: World['fileSystem']
  readonly volumeFiles: World['volumeFiles']
  readonly authority: World['authority']
}

/** A point of a run: the number of the write or message, and what happens there. */
interface Point {
  readonly kind: 'write' | 'message'
  readonly number: number
  readonly fate: 'cut before' | 'cut after' | 'lose and break' | 'deliver and break' | 'kill'
}

/** What is done after the answer, at the key servers above all, has points too (milliseconds). */
const AFTER_ANSWER_MS = 5_000

const copyKeys = (server: FakeKeyServer): StoredKey[] =>
  [...server.keys.values()].map((key) => ({ ...key }))

/**
 * A system with a committed key and an encrypted volume; for commit and cancel, with a prepared
 * key.
 */
async function snapshotBefore(step: Step): Promise<Snapshot> {
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
  if (step !== 'prepare') await machine.ok(machine.rekey('prepare'))
  await world.time.advance(30_000)
  world.life.kill()
  return {
    disk: world.disk.copy(),
    primary: copyKeys(primary),
    secondary: copyKeys(secondary),
    files: world.fileSystem,
    volumeFiles: world.volumeFiles,
    authority: world.authority,
  }
}

async function restore(snapshot: Snapshot) {
  const world = new World(8, snapshot.disk.copy(), snapshot.files, snapshot.volumeFiles)
  world.authority = snapshot.authority
  const primary = await world.keyServer('primary', 'primary')
  const secondary = await world.keyServer('secondary', 'secondary')
  for (const key of snapshot.primary) primary.keys.set(key.identifier, { ...key })
  for (const key of snapshot.secondary) secondary.keys.set(key.identifier, { ...key })
  primary.made = snapshot.primary.length
  return { world, primary, secondary, machine: await world.boot() }
}

/** Runs the step with this fault; answers whether the point was reached. */
async function runTo(world: World, machine: Machine, step: Step, point: Point): Promise<boolean> {
  let writes = 0
  let messages = 0
  let reached = false
  world.fate = () => {
    const isHere = point.kind === 'write' && ++writes === point.number
    if (!isHere) return 'go'
    reached = true
    return point.fate === 'cut before' ? 'cut before' : 'cut after'
  }
  world.internet.fate = (message: WireMessage): WireFate => {
    if (message.from !== 'storage' && message.to !== 'storage') return 'go'
    if (point.kind !== 'message' || ++messages !== point.number) return 'go'
    reached = true
    if (point.fate !== 'kill') return point.fate as WireFate
    machine.life.kill()
    return 'deliver and break'
  }
  const answered = machine.rekey(step).then(() => true)
  await world.time.until(Promise.race([answered, died(machine)]), 300_000)
  await world.time.advance(AFTER_ANSWER_MS)
  world.fate = () => 'go'
  world.internet.fate = () => 'go'
  return reached
}

const died = (machine: Machine) => new Promise<void>((resolve) => machine.life.onDeath(resolve))

/** An offline volume is attached by an explicit step: with the right key, or the test fails. */
async function volumeOpens(world: World, machine: Machine): Promise<void> {
  const [volume] = await machine.system.volumes.list()
  assert.ok(volume)
  world.happen({ kind: 'failed', volumeId: volume.uid, cause: 'test' })
  await world.time.settle()
  const event = (await machine.system.events.list())
    .find((each) => each.event === 'volumeOffline' && !each.fixed)
  assert.ok(event)
  await machine.ok(machine.system.events.fix(event.sequenceNumber))
  assert.ok(machine.dataPlane.attached.has(volume.uid), 'the volume does not open')
  assert.equal(world.volumeFiles.wrongKeys, 0)
}

async function completes(
  world: World,
  machine: Machine,
  primary: FakeKeyServer,
  secondary: FakeKeyServer,
): Promise<void> {
  assert.equal(world.aborted, undefined)
  await world.time.advance(90_000)
  assert.equal(machine.running.isLocked(), false)
  await volumeOpens(world, machine)
  const { rekey, pmkUid } = await machine.keyServerView()
  assert.ok(rekey === 'no' || rekey === 'prepared', rekey)
  primary.replicateTo(secondary)
  if (rekey === 'prepared') await machine.ok(machine.rekey('commit'))
  await machine.ok(machine.rekey('prepare'))
  primary.replicateTo(secondary)
  await machine.ok(machine.rekey('commit'))
  await world.time.advance(300_000)
  assert.deepEqual(world.violations, [])
  const after = await machine.keyServerView()
  assert.notEqual(after.pmkUid, pmkUid)
  assert.deepEqual(await machine.unfixed(), [])
  const usable = [...primary.keys.values()]
    .filter(({ state }) => state === 'PreActive' || state === 'Active')
  const left = usable.map(({ identifier, state }) => `${identifier} ${state}`)
  assert.deepEqual(left, [`${after.pmkUid} Active`])
}

const fates = {
  write: ['cut before', 'cut after'],
  message: ['lose and break', 'deliver and break', 'kill'],
} as const

for (const step of ['prepare', 'commit', 'cancel'] as const) {
  test(`${step}: a fault at every durable write and every message`, async (context) => {
    const snapshot = await snapshotBefore(step)
    let points = 0
    for (const kind of ['write', 'message'] as const) {
      for (const fate of fates[kind]) {
        for (let number = 1; ; number++) {
          const { world, primary, secondary, machine } = await restore(snapshot)
          const point = { kind, number, fate }
          const reached = await runTo(world, machine, step, point)
          if (!reached) break
          points++
          try {
            const next = machine.life.alive ? machine : await world.boot()
            await completes(world, next, primary, secondary)
          } catch (error) {
            throw new Error(`after ${fate} at ${kind} ${number} of ${step}`, { cause: error })
          }
        }
      }
    }
    context.diagnostic(`${points} points of ${step}`)
    assert.ok(points > 10)
  })
}
