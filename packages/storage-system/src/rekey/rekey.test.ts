import assert from 'node:assert/strict'
import { test } from 'node:test'
import { World } from '../rig.test.ts'

test('enable, prepare, commit, cancel with two key servers', async () => {
  const world = await World.make()
  const primary = await world.keyServer('primary', 'primary')
  const secondary = await world.keyServer('secondary', 'secondary')
  const machine = await world.boot()
  await machine.setUp(primary, secondary)
  assert.equal((await machine.keyServerView()).rekey, 'no_key')

  await machine.ok(machine.rekey('prepare'))
  const first = await machine.keyServerView()
  assert.equal(first.rekey, 'prepared')
  assert.equal(await machine.statuses(), 'primary online, secondary offline')
  assert.deepEqual(await machine.unfixed(), ['keyServerError secondary', 'rekeyNotCommitted'])

  primary.replicateTo(secondary)
  await world.time.advance(15_000)
  assert.equal(await machine.statuses(), 'primary online, secondary online')
  assert.deepEqual(await machine.unfixed(), ['rekeyNotCommitted'])

  await machine.ok(machine.rekey('commit'))
  const committed = await machine.keyServerView()
  assert.equal(committed.rekey, 'no')
  assert.equal(committed.pmkUid, first.pmkRekeyUid)
  assert.deepEqual(await machine.unfixed(), [])

  await machine.ok(machine.rekey('prepare'))
  const second = await machine.keyServerView()
  await machine.ok(machine.rekey('cancel'))
  await world.time.advance(15_000)
  const cancelled = await machine.keyServerView()
  assert.equal(cancelled.rekey, 'no')
  assert.equal(cancelled.pmkUid, first.pmkRekeyUid)
  assert.equal(primary.keys.get(second.pmkRekeyUid ?? '')?.state, 'Destroyed')
  assert.equal(primary.keys.get(first.pmkRekeyUid ?? '')?.state, 'Active')
})
