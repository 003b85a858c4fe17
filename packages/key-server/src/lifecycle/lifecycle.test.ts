import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ObjectDates, ObjectRecord, State } from '../records/index.ts'
import { Refusal } from '../refusals/index.ts'
import {
  activate, destroy, purge, revoke, setDate, settle, undoDestroy, type ClientDate,
} from './index.ts'

const NOW = 1_000_000
const DAY = 86_400

const record = (state: State, dates: Partial<ObjectDates> = {}): ObjectRecord => ({
  version: 1,
  uniqueIdentifier: 'id',
  objectType: 'SymmetricKey',
  group: 'ALPHA',
  owner: 'owner',
  state,
  dates: { initial: 10, lastChange: 20, ...dates },
  attributes: [],
  shape: { form: 'bytes', fields: {} },
  material: { storeKey: 'key', sealed: 'AAAA' },
})

const states: readonly State[] =
  ['PreActive', 'Active', 'Deactivated', 'Compromised', 'Destroyed', 'DestroyedCompromised']

type Move = (record: ObjectRecord) => ObjectRecord | Refusal

/** KMIP 2.1 section 4.57: the only moves. A dash is a refusal. */
const table: readonly (readonly [string, Move, readonly (State | '-')[]])[] = [
  ['Activate', (one) => activate(one, NOW),
    ['Active', '-', '-', '-', '-', '-']],
  ['Revoke for a compromise', (one) => revoke(one, { code: 'KeyCompromise' }, NOW),
    ['Compromised', 'Compromised', 'Compromised', '-', 'DestroyedCompromised', '-']],
  ['Revoke for another reason', (one) => revoke(one, { code: 'CessationOfOperation' }, NOW),
    ['-', 'Deactivated', '-', '-', '-', '-']],
  ['Destroy', (one) => destroy(one, 30, NOW),
    ['Destroyed', '-', 'Destroyed', 'DestroyedCompromised', '-', '-']],
]

for (const [name, move, expected] of table) {
  test(`${name}: from each state to the one that the standard names, or refused`, () => {
    const reached = states.map((state) => {
      const result = move(record(state))
      return result instanceof Refusal ? '-' : result.state
    })
    assert.deepEqual(reached, expected)
  })
}

test('dates alone move the state, at their second, and say when as Last Change Date', () => {
  const born = record('PreActive', { activation: 100, deactivation: 200 })
  assert.equal(settle(born, 99).state, 'PreActive')
  const active = settle(born, 100)
  assert.deepEqual([active.state, active.dates.lastChange], ['Active', 100])
  assert.equal(settle(born, 199).state, 'Active')
  const over = settle(born, 5000)
  assert.deepEqual([over.state, over.dates.lastChange], ['Deactivated', 200])
  assert.equal(settle(record('PreActive', { deactivation: 200 }), 5000).state, 'PreActive',
    'never active, never deactivated')
  assert.equal(settle(record('Compromised', { activation: 100 }), 5000).state, 'Compromised')
})

test('each operation records its date', () => {
  const active = activate(record('PreActive'), NOW) as ObjectRecord
  assert.equal(active.dates.activation, NOW)
  const deactivated = revoke(active, { code: 'Superseded' }, NOW + 1) as ObjectRecord
  assert.equal(deactivated.dates.deactivation, NOW + 1)
  const compromised = revoke(deactivated, { code: 'CACompromise' }, NOW + 2) as ObjectRecord
  assert.equal(compromised.dates.compromise, NOW + 2)
  assert.equal(compromised.dates.compromiseOccurrence, 10, 'the Initial Date when none was given')
  const destroyed = destroy(compromised, 30, NOW + 3) as ObjectRecord
  assert.deepEqual([destroyed.dates.destroy, destroyed.dates.lastChange], [NOW + 3, NOW + 3])
})

test('an occurrence date goes with a compromise only', () => {
  const told = revoke(record('Active'), { code: 'KeyCompromise', occurrence: 5 }, NOW)
  assert.equal((told as ObjectRecord).dates.compromiseOccurrence, 5)
  const wrong = revoke(record('Active'), { code: 'Superseded', occurrence: 5 }, NOW)
  assert.equal((wrong as Refusal).code, 'OccurrenceNotAllowed')
})

test('Destroy keeps the sealed material for its time; undo brings back the former state', () => {
  const destroyed = destroy(record('Deactivated'), 30, NOW) as ObjectRecord
  assert.ok(destroyed.material, 'kept for an undo')
  assert.equal(purge(destroyed, NOW + 30 * DAY - 1), undefined)
  const back = undoDestroy(destroyed, NOW + 5)
  assert.deepEqual([back?.state, back?.dates.destroy, back?.tombstone],
    ['Deactivated', undefined, undefined])
  const purged = purge(destroyed, NOW + 30 * DAY) as ObjectRecord
  assert.deepEqual([purged.material, purged.tombstone, purged.state],
    [undefined, undefined, 'Destroyed'])
  assert.equal(undoDestroy(purged, NOW), undefined, 'gone for good')
})

test('a compromise reported after Destroy survives the undo', () => {
  const destroyed = destroy(record('Deactivated'), 30, NOW) as ObjectRecord
  const reported = revoke(destroyed, { code: 'KeyCompromise' }, NOW + 1) as ObjectRecord
  assert.equal(undoDestroy(reported, NOW + 2)?.state, 'Compromised')
})

test('a date is changed while its time has not come, and not afterwards', () => {
  const cases: readonly (readonly [ObjectRecord, ClientDate, number, State | string])[] = [
    [record('PreActive'), 'ActivationDate', NOW + 50, 'PreActive'],
    [record('PreActive'), 'ActivationDate', NOW - 50, 'Active'],
    [record('Active', { activation: 100 }), 'ActivationDate', NOW, 'DateForbids'],
    [record('Active', { activation: 100 }), 'DeactivationDate', NOW + 50, 'Active'],
    [record('Active', { activation: 100 }), 'DeactivationDate', NOW, 'Deactivated'],
    [record('Deactivated'), 'DeactivationDate', NOW + 50, 'DateForbids'],
    [record('Active', { processStart: NOW + 9 }), 'ProcessStartDate', NOW + 50, 'Active'],
    [record('Active', { processStart: NOW - 9 }), 'ProcessStartDate', NOW + 50, 'DateForbids'],
    [record('Active', { protectStop: NOW - 9 }), 'ProtectStopDate', NOW + 50, 'DateForbids'],
    [record('Active', { activation: NOW }), 'ProcessStartDate', NOW - 50, 'DatesOutOfOrder'],
    [record('Active', { protectStop: NOW + 90 }), 'DeactivationDate', NOW + 50, 'DatesOutOfOrder'],
  ]
  for (const [one, date, value, expected] of cases) {
    const result = setDate(one, date, value, NOW)
    const reached = result instanceof Refusal ? result.code : result.state
    assert.equal(reached, expected, `${one.state} ${date}`)
  }
})
