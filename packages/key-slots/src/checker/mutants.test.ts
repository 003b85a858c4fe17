// The checker checked: each way in which the machine or its driver could be wrong is found, and for
// its own reason.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { RekeyEvent } from '../rekey/event.ts'
import type { Method, RekeyState } from '../rekey/state.ts'
import type { Step } from '../rekey/step.ts'
import { release, withMethod, withObligation } from '../rekey/change.ts'
import type { DriverFaults, Machine, Scope } from './index.ts'
import { explore, plainScope, realMachine, summary } from './index.ts'

type StepOf = (state: RekeyState, event: RekeyEvent) => Step
type Changed = (before: RekeyState, after: RekeyState, event: RekeyEvent) => RekeyState

const stepping = (step: StepOf): Partial<Machine> => ({ step })

/** The machine, but for what it makes of an event that it accepts. */
const changing = (change: Changed): Partial<Machine> => stepping((state, event) => {
  const result = realMachine.step(state, event)
  return 'state' in result ? { state: change(state, result.state, event) } : result
})

const methods: readonly Method[] = ['keyServer', 'usb']
const isCommit = (before: RekeyState, after: RekeyState): boolean =>
  before.rekey?.phase === 'reproving' && after.rekey === null

interface Mutant {
  readonly name: string
  readonly machine?: Partial<Machine>
  readonly faults?: DriverFaults
  readonly scope?: Partial<Scope>
  readonly caught: RegExp
}

const machineMutants: readonly Mutant[] = [
  {
    name: 'commits straight from proving, unproven',
    machine: stepping((state, event) => {
      const { rekey } = state
      if (event.type !== 'commit' || rekey?.phase !== 'proving') {
        return realMachine.step(state, event)
      }
      const reproving: RekeyState = { ...state, rekey: { ...rekey, phase: 'reproving' } }
      return realMachine.step(reproving, {
        type: 'slotProven', name: rekey.key.name, holders: ['h0'],
      })
    }),
    scope: { operator: true },
    caught: /became the key although nobody can read it/,
  },
  {
    name: 'commits without the second proof',
    machine: stepping((state, event) => {
      const result = realMachine.step(state, event)
      if (event.type !== 'commit' || !('state' in result)) return result
      const { rekey } = result.state
      if (rekey === null || rekey.phase === 'preparing') return result
      const { name } = rekey.key
      return realMachine.step(result.state, { type: 'slotProven', name, holders: ['h0'] })
    }),
    scope: { operator: true },
    caught: /became the key although nobody can read it/,
  },
  {
    name: 'gives the parked slot up at commit',
    machine: changing((before, after) => (isCommit(before, after)
      ? methods.reduce((state, method) => release(state, method, 'CessationOfOperation'), after)
      : after)),
    caught: /old slot was given up while one machine holds/,
  },
  {
    name: 'retires the old key while its slot is parked',
    machine: changing((before, after) => {
      const old = before.methods.keyServer.current
      if (!isCommit(before, after) || old === null) return after
      return withObligation(after, {
        kind: 'retire', method: 'keyServer', ...old.key, reason: 'CessationOfOperation',
      })
    }),
    caught: /retire of k\d arrived while slot \d needs it/,
  },
  {
    name: 'lets parked slots unlock',
    machine: {
      unlockingSlots: (state) =>
        [...realMachine.unlockingSlots(state), ...realMachine.rescueSlots(state)],
    },
    caught: /a key that was replaced still unlocks/,
  },
  {
    name: 'takes one holder for two',
    machine: stepping((state, event) => realMachine.step(state, event.type === 'secondHolderProven'
      ? { ...event, holders: [...event.holders, 'another'] }
      : event)),
    caught: /old slot was given up while one machine holds/,
  },
  {
    name: 'takes a late proof of an older key for one of the current key',
    machine: stepping((state, event) => {
      if (event.type !== 'secondHolderProven') return realMachine.step(state, event)
      const name = state.methods[event.method].current?.key.name ?? event.name
      return realMachine.step(state, { ...event, name })
    }),
    caught: /old slot was given up while one machine holds/,
  },
  {
    name: 'forgets the key of a cancelled rekey',
    machine: changing((before, after) => (before.rekey !== null && after.rekey === null
      && !isCommit(before, after)
      ? { ...after, obligations: before.obligations }
      : after)),
    caught: /is left at its provider, unlisted/,
  },
  {
    name: 'forgets to retire what it gives up',
    machine: changing((_, after) => ({
      ...after, obligations: after.obligations.filter(({ kind }) => kind !== 'retire'),
    })),
    caught: /was replaced and never retired/,
  },
  {
    name: 'gives a slot id a second time',
    machine: changing((before, after, event) =>
      (event.type === 'prepare' && before.nextSlot > 1 && after.rekey !== null
        ? {
            ...after,
            nextSlot: before.nextSlot,
            rekey: { ...after.rekey, slot: before.nextSlot - 1 },
          }
        : after)),
    caught: /has no record that k\d opens/,
  },
  {
    name: 'leaves the record of a removed slot',
    machine: { erasedSlots: () => [] },
    caught: /a slot record is left/,
  },
  {
    name: 'refuses to prepare while something remains to be done',
    machine: stepping((state, event) => (event.type === 'prepare' && state.obligations.length > 0
      ? { refusal: 'tooManyObligations' }
      : realMachine.step(state, event))),
    caught: /prepare waits for an obligation/,
  },
  {
    name: 'disables a method whose alternative was not proven',
    machine: stepping((state, event) => {
      if (event.type !== 'disable' || event.provenMethod !== null) {
        return realMachine.step(state, event)
      }
      const other = methods.find((each) => each !== event.method) ?? null
      return realMachine.step(state, { ...event, provenMethod: other })
    }),
    scope: { usb: true, names: 2, operator: true },
    caught: /was disabled although no other method was proven/,
  },
  {
    name: 'disables the last method while something is encrypted',
    machine: stepping((state, event) => realMachine.step(state, event.type === 'disable'
      ? { ...event, encryptedObjects: false }
      : event)),
    scope: { usb: true, names: 2 },
    caught: /was disabled although no other method was proven/,
  },
  {
    name: 'drops the current slot at a rescue',
    machine: changing((before, after, event) => {
      if (event.type !== 'rescueOpened') return after
      const lost = before.methods[event.method].current?.slot
      const { parked } = after.methods[event.method]
      return withMethod(after, event.method, { parked: parked.filter(({ slot }) => slot !== lost) })
    }),
    scope: { rescue: true },
    caught: /a way in was removed by a rescue/,
  },
  {
    name: 'lets a failed proof stand in the way for ever',
    machine: stepping((state, event) => (event.type === 'proofFailed'
      ? { refusal: 'stale' }
      : realMachine.step(state, event))),
    scope: { operator: true },
    caught: /it rests in (proving|reproving)/,
  },
  {
    name: 'keeps slots parked for ever',
    machine: stepping((state, event) => {
      const result = realMachine.step(state, event)
      if (event.type !== 'secondHolderProven' || !('state' in result)) return result
      const { parked } = state.methods[event.method]
      const kept = withMethod(result.state, event.method, { parked })
      return { state: { ...kept, obligations: state.obligations } }
    }),
    caught: /stays parked although/,
  },
]

const driverMutants: readonly Mutant[] = [
  {
    name: 'acts before the state is durable',
    faults: { actsFirst: true },
    caught: /was sent, and the durable state does not ask for it/,
  },
  {
    name: 'writes the slot record after the state',
    faults: { writesSlotLater: true },
    caught: /has no record that k\d opens/,
  },
  {
    name: 'erases slot records before the state',
    faults: { erasesSlotsFirst: true },
    caught: /has no record that k\d opens/,
  },
  {
    name: 'retires without comparing the name',
    faults: { skipsNameCheck: true },
    scope: { names: 2, disasters: true },
    caught: /hit somebody else's key/,
  },
  {
    name: 'uses a name a second time',
    faults: { reusesNames: true },
    scope: { names: 2, flying: 2, servers: 1 },
    caught: /destroy of k\d arrived while slot \d needs it/,
  },
  {
    name: 'destroys keys that no list names',
    faults: { sweepsUnlisted: true },
    scope: { names: 2, olderDatabase: true },
    caught: /was destroyed although no list names it/,
  },
  {
    name: 'opens parked slots at a start',
    faults: { opensParked: true },
    caught: /unlocked by itself after it had been replaced/,
  },
  {
    name: 'reports a proof that it did not make',
    faults: { provesNothing: true },
    scope: { operator: true },
    caught: /became the key although nobody can read it/,
  },
  {
    name: 'takes one server under two addresses for two',
    faults: { countsTwice: true },
    caught: /old slot was given up while one machine holds/,
  },
  {
    name: 'claims that the other method was proven',
    faults: { claimsOtherMethod: true },
    scope: { usb: true, names: 2, operator: true },
    caught: /was disabled although no other method was proven/,
  },
  {
    name: 'takes a key for absent without looking',
    faults: { settlesBlindly: true },
    caught: /is left at its provider, unlisted/,
  },
  {
    name: 'seals the new key into the current key\'s slot',
    faults: { overwritesSlot: true },
    caught: /has no record that k\d opens|cannot commit again/,
  },
]

for (const [kind, mutants] of [['machine', machineMutants], ['driver', driverMutants]] as const) {
  for (const { name, machine, faults, scope, caught } of mutants) {
    test(`a ${kind} that ${name} is caught`, () => {
      const outcome = explore({ ...plainScope, ...scope }, { ...realMachine, ...machine }, faults)
      assert.match(outcome.broken ?? 'not caught', caught, summary(outcome))
    })
  }
}
