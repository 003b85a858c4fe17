// The machine by scenarios a reader can follow. That nothing else can go wrong is the checker's
// business.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { RekeyEvent } from './event.ts'
import type { RekeyState } from './state.ts'
import { initialState, maxObligations, maxParkedSlots } from './state.ts'
import { pending } from './pending.ts'
import { alerts, rekeyStatusShown } from './status.ts'
import { step } from './step.ts'
import { erasedSlots, referencedSlots, rescueSlots, unlockingSlots } from './unlock.ts'

const method = 'keyServer'

/** The state after all events; each must be accepted. */
function after(state: RekeyState, ...events: readonly RekeyEvent[]): RekeyState {
  return events.reduce((before, event) => {
    const result = step(before, event)
    assert.ok('state' in result, `${event.type}: ${JSON.stringify(result)}`)
    return result.state
  }, state)
}

const refusalOf = (state: RekeyState, event: RekeyEvent): string => {
  const result = step(state, event)
  return 'refusal' in result ? result.refusal : 'accepted'
}

const prepared = (name: string, holders: readonly string[] = ['0']): readonly RekeyEvent[] => [
  { type: 'prepare', method, name },
  { type: 'keyObtained', name, identifier: `uid-${name}` },
  { type: 'slotProven', name, holders },
]
const committed = (name: string, holders: readonly string[] = ['0']): readonly RekeyEvent[] => [
  ...prepared(name),
  { type: 'commit', method, force: false },
  { type: 'slotProven', name, holders },
]
const twoHolders = (name: string): RekeyEvent =>
  ({ type: 'secondHolderProven', method, name, by: 'holders', holders: ['0', '1'] })

const enabled = after(initialState, { type: 'enable', method })
const first = after(enabled, ...committed('a'))
const names = (slots: readonly { key: { name: string } }[]): readonly string[] =>
  slots.map(({ key }) => key.name)
const doing = (state: RekeyState): readonly string[] => pending(state).map(({ id }) => id)

test('a first key: no_key, prepared, committing, no', () => {
  const shown = (state: RekeyState): string => rekeyStatusShown(state, method).rekey
  let state = after(enabled, { type: 'prepare', method, name: 'a' })
  assert.equal(shown(state), 'no_key')
  assert.deepEqual(pending(state), [{
    do: 'obtainKey', id: 'obtainKey a', method, name: 'a', slot: 1, generation: 1,
    newSystemKey: true,
  }])
  state = after(state, { type: 'keyObtained', name: 'a', identifier: 'uid-a' })
  assert.equal(shown(state), 'no_key')
  assert.deepEqual(unlockingSlots(state), [])
  state = after(state, { type: 'slotProven', name: 'a', holders: ['0'] })
  assert.equal(shown(state), 'prepared')
  assert.deepEqual(doing(state), [])
  assert.deepEqual(rekeyStatusShown(state, method).next, { name: 'a', identifier: 'uid-a' })
  state = after(state, { type: 'commit', method, force: false })
  assert.equal(shown(state), 'committing')
  assert.deepEqual(doing(state), ['proveKey a commit'])
  state = after(state, { type: 'slotProven', name: 'a', holders: ['0'] })
  assert.equal(shown(state), 'no')
  assert.deepEqual(doing(state), ['seekSecondHolder a', 'activate a'])
})

test('both keys unlock while prepared; after commit the new one, and the old is parked', () => {
  const both = after(first, ...prepared('b'))
  assert.deepEqual(names(unlockingSlots(both)), ['a', 'b'])
  const state = after(first, ...committed('b'))
  assert.deepEqual(names(unlockingSlots(state)), ['b'])
  assert.deepEqual(names(rescueSlots(state)), ['a'])
  assert.deepEqual(erasedSlots(both, state), [])
  assert.ok(!doing(state).some((id) => id.startsWith('retire')))
  assert.deepEqual(alerts(state), [
    { alert: 'oneHolder', method, key: { name: 'b', identifier: 'uid-b' } },
  ])
})

test('a second holder lets the parked slots go, and only then the old keys are retired', () => {
  const parked = after(first, ...committed('b'), ...committed('c'))
  assert.deepEqual(names(rescueSlots(parked)), ['b', 'a'])
  const state = after(parked, twoHolders('c'))
  assert.deepEqual(rescueSlots(state), [])
  assert.deepEqual(erasedSlots(parked, state), [1, 2])
  assert.deepEqual(alerts(state), [])
  assert.deepEqual(doing(state), ['activate c', 'retire a', 'retire b'])
})

test('two holders at the commit itself: nothing is parked', () => {
  const state = after(first, ...committed('b', ['0', '1']))
  assert.deepEqual(referencedSlots(state), [2])
  assert.deepEqual(alerts(state), [])
  assert.deepEqual(doing(state), ['activate b', 'retire a'])
})

test('one holder, named twice, is one', () => {
  const state = after(first, ...committed('b'))
  const event: RekeyEvent =
    { type: 'secondHolderProven', method, name: 'b', by: 'holders', holders: ['0', '0'] }
  assert.equal(refusalOf(state, event), 'tooFewHolders')
  assert.deepEqual(names(rescueSlots(after(first, ...committed('b', ['0', '0'])))), ['a'])
})

test('a proof for another key than the current one is stale', () => {
  const state = after(first, ...committed('b'))
  assert.equal(refusalOf(state, twoHolders('a')), 'stale')
  assert.equal(refusalOf(state, { type: 'secondHolderLost', method, name: 'b' }), 'stale')
  const lost = after(state, twoHolders('b'), { type: 'secondHolderLost', method, name: 'b' })
  assert.equal(alerts(lost).length, 1)
})

test('commit -force gives up the old key at once, as compromised', () => {
  const state = after(first, ...prepared('b'), { type: 'commit', method, force: true },
    { type: 'slotProven', name: 'b', holders: ['0'] })
  assert.deepEqual(rescueSlots(state), [])
  assert.deepEqual(pending(state).at(-1), {
    do: 'retire', id: 'retire a', method, name: 'a', identifier: 'uid-a', reason: 'KeyCompromise',
  })
  const failed = after(first, ...prepared('b'), { type: 'commit', method, force: true },
    { type: 'proofFailed', name: 'b' }, { type: 'commit', method, force: false },
    { type: 'slotProven', name: 'b', holders: ['0'] })
  assert.deepEqual(names(rescueSlots(failed)), ['a'])
})

test('cancel goes back to before prepare; the new key is to be destroyed', () => {
  const state = after(first, ...prepared('b'), { type: 'cancel', method })
  assert.deepEqual(state.methods, first.methods)
  assert.equal(state.rekey, null)
  assert.deepEqual(doing(state).slice(-1), ['destroy b'])
  assert.equal(refusalOf(state, { type: 'cancel', method }), 'notPrepared')
})

test('a restart cancels what was not prepared, keeps prepared, goes on with a commit', () => {
  const restarted: RekeyEvent = { type: 'restarted' }
  const preparing = after(first, { type: 'prepare', method, name: 'b' })
  assert.equal(after(preparing, restarted).rekey, null)
  assert.deepEqual(after(preparing, restarted).obligations.at(-1), {
    kind: 'destroy', method, name: 'b', identifier: null, reason: null,
  })
  const proving = after(preparing, { type: 'keyObtained', name: 'b', identifier: 'uid-b' })
  assert.deepEqual(after(proving, restarted).obligations.at(-1)?.identifier, 'uid-b')
  const waiting = after(first, ...prepared('b'))
  assert.deepEqual(after(waiting, restarted), waiting)
  const reproving = after(waiting, { type: 'commit', method, force: false })
  assert.deepEqual(after(reproving, restarted), reproving)
})

test('a prepare that fails leaves nothing but what may exist at the server', () => {
  const preparing = after(first, { type: 'prepare', method, name: 'b' })
  const unsent = after(preparing, { type: 'obtainFailed', name: 'b', sent: false })
  assert.deepEqual(unsent, { ...first, nextSlot: 3 })
  const sent = after(preparing, { type: 'obtainFailed', name: 'b', sent: true })
  assert.deepEqual(doing(sent).at(-1), 'destroy b')
})

test('a commit that cannot be proven leaves prepared', () => {
  const waiting = after(first, ...prepared('b'))
  const failed = after(waiting, { type: 'commit', method, force: true },
    { type: 'proofFailed', name: 'b' })
  assert.deepEqual(failed, waiting)
})

test('rescue exchanges the current slot and the parked one, and drops neither', () => {
  const parked = after(first, ...committed('b'))
  const rescued = after(parked, { type: 'rescueOpened', method, slot: 1, holders: ['1'] })
  assert.deepEqual(names(unlockingSlots(rescued)), ['a'])
  assert.deepEqual(names(rescueSlots(rescued)), ['b'])
  assert.deepEqual(erasedSlots(parked, rescued), [])
  assert.deepEqual(alerts(rescued).map(({ alert }) => alert), ['oneHolder'])
  assert.equal(
    refusalOf(parked, { type: 'rescueOpened', method, slot: 2, holders: ['1'] }), 'unknown')
})

test('obligations: refused stays but for destroy, waived goes, one a key', () => {
  const settled = (
    kind: 'retire' | 'destroy' | 'activate', name: string, outcome: 'done' | 'refused',
  ): RekeyEvent => ({ type: 'obligationSettled', kind, name, outcome })
  const state = after(first, ...committed('b', ['0', '1']), ...prepared('c'),
    { type: 'cancel', method })
  assert.deepEqual(doing(state), ['activate b', 'retire a', 'destroy c'])
  assert.deepEqual(after(state, settled('retire', 'a', 'refused')), state)
  const left = (event: RekeyEvent): readonly string[] => doing(after(state, event))
  assert.deepEqual(left(settled('destroy', 'c', 'refused')), ['activate b', 'retire a'])
  assert.deepEqual(left(settled('retire', 'a', 'done')), ['activate b', 'destroy c'])
  assert.equal(refusalOf(state, settled('destroy', 'a', 'done')), 'stale')
  assert.deepEqual(left({ type: 'waive', name: 'a' }), ['activate b', 'destroy c'])
  assert.equal(refusalOf(state, { type: 'waive', name: 'x' }), 'unknown')
})

test('each command in each phase is answered as lsencryption\'s states say', () => {
  const phases: readonly (readonly [string, RekeyState])[] = [
    ['off', initialState],
    ['no_key', enabled],
    ['no', first],
    ['preparing', after(first, { type: 'prepare', method, name: 'b' })],
    ['prepared', after(first, ...prepared('b'))],
    ['reproving', after(first, ...prepared('b'), { type: 'commit', method, force: false })],
  ]
  const commands: readonly RekeyEvent[] = [
    { type: 'enable', method },
    { type: 'disable', method, encryptedObjects: true, provenMethod: null },
    { type: 'prepare', method, name: 'z' },
    { type: 'commit', method, force: false },
    { type: 'cancel', method },
  ]
  const table = phases.map(([phase, state]) =>
    [phase, ...commands.map((command) => refusalOf(state, command))])
  assert.deepEqual(table, [
    ['off', 'accepted', 'notEnabled', 'notEnabled', 'notPrepared', 'notPrepared'],
    ['no_key', 'accepted', 'accepted', 'accepted', 'notPrepared', 'notPrepared'],
    ['no', 'accepted', 'lastMethod', 'accepted', 'notPrepared', 'notPrepared'],
    ['preparing', 'accepted', 'rekeyOpen', 'rekeyOpen', 'notPrepared', 'accepted'],
    ['prepared', 'accepted', 'rekeyOpen', 'rekeyOpen', 'accepted', 'accepted'],
    ['reproving', 'committing', 'committing', 'committing', 'committing', 'committing'],
  ])
})

test('names that the state knows, and limits, refuse a prepare', () => {
  const prepare = (name: string): RekeyEvent => ({ type: 'prepare', method, name })
  assert.equal(refusalOf(first, prepare('a')), 'nameUsed')
  const cancelled = after(first, ...prepared('b'), { type: 'cancel', method })
  assert.equal(refusalOf(cancelled, prepare('b')), 'nameUsed')
  let parked = first
  for (let count = 0; count < maxParkedSlots; count++) {
    parked = after(parked, ...committed(`p${count}`))
  }
  assert.equal(refusalOf(parked, prepare('z')), 'tooManyParked')
  const [obligation] = first.obligations
  assert.ok(obligation)
  const obligations = Array.from({ length: maxObligations }, (_, index) =>
    ({ ...obligation, name: `o${index}` }))
  assert.equal(refusalOf({ ...first, obligations }, prepare('z')), 'tooManyObligations')
})

test('the last method goes when nothing is encrypted; the next key is of a new system key', () => {
  const off = after(first, {
    type: 'disable', method, encryptedObjects: false, provenMethod: null,
  })
  assert.deepEqual(referencedSlots(off), [])
  const again = after(off, { type: 'enable', method }, { type: 'prepare', method, name: 'n' })
  assert.deepEqual(pending(again)[0], {
    do: 'obtainKey', id: 'obtainKey n', method, name: 'n', slot: 2, generation: 2,
    newSystemKey: true,
  })
})

test('two methods: drives need three copies, and a method goes only beside a proven other', () => {
  const usb = 'usb'
  const keyed = after(first, { type: 'enable', method: usb },
    { type: 'prepare', method: usb, name: 'file1' },
    { type: 'keyObtained', name: 'file1', identifier: 'file1' },
    { type: 'slotProven', name: 'file1', holders: ['d0', 'd1'] })
  const commit: RekeyEvent = { type: 'commit', method: usb, force: false }
  assert.equal(refusalOf(keyed, commit), 'tooFewHolders')
  assert.equal(refusalOf(keyed, { type: 'commit', method, force: false }), 'notPrepared')
  assert.equal(refusalOf(keyed, { type: 'prepare', method, name: 'z' }), 'rekeyOpen')
  const copied = after(keyed, { type: 'copyProven', name: 'file1', holder: 'd2' })
  assert.equal(rekeyStatusShown(copied, usb).copies, 3)
  const both = after(copied, commit,
    { type: 'slotProven', name: 'file1', holders: ['d0', 'd1', 'd2'] },
    { type: 'secondHolderProven', method, name: 'a', by: 'otherMethod', holders: [] })
  assert.deepEqual(names(unlockingSlots(both)), ['a', 'file1'])
  assert.deepEqual(alerts(both), [])
  const disable = (provenMethod: 'keyServer' | 'usb' | null): RekeyEvent =>
    ({ type: 'disable', method: usb, encryptedObjects: true, provenMethod })
  assert.equal(refusalOf(both, disable(null)), 'otherWayUnproven')
  assert.equal(refusalOf(both, disable('usb')), 'otherWayUnproven')
  const one = after(both, disable('keyServer'))
  assert.deepEqual(names(unlockingSlots(one)), ['a'])
  // The drives were the second holder of the key server's key.
  assert.deepEqual(alerts(one).map(({ alert }) => alert), ['oneHolder'])
})
