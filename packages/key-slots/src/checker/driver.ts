// What the storage system does: boots, unlocks, takes commands, carries out pending actions and
// reports.
import type { RekeyEvent } from '../rekey/event.ts'
import type { RekeyState } from '../rekey/state.ts'
import { methods } from '../rekey/state.ts'
import { heldSlots } from '../rekey/change.ts'
import type { Check, Emit } from './scope.ts'
import { canWrap } from './scope.ts'
import type { World } from './world.ts'
import { holdersOf, identifierOf, indexOf, isFetchable, nameOf, slotOpens } from './world.ts'
import { isProvable } from './judge.ts'
import { persist } from './persist.ts'
import { actionMoves } from './actions.ts'

export function driverMoves(check: Check, world: World, emit: Emit): void {
  boot(check, { ...world, unlocked: false }, emit)
  if (world.mem < 0) return
  const state = check.states.of(world.mem)
  unlock(check, world, state, emit)
  commands(check, world, state, emit)
  for (const action of check.states.pending(world.mem)) actionMoves(check, world, action, emit)
  lostHolders(check, world, state, emit)
  lateReports(check, world, state, emit)
}

/**
 * A power cut, and the start after it: the database is read, and the machine told. One move, since
 * what happens outside between the two could as well happen after them: neither depends on it.
 */
export function boot(check: Check, world: World, emit: Emit): void {
  for (const next of persist(check, { ...world, mem: world.disk }, { type: 'restarted' })) {
    emit('power cut', next)
  }
}

export function unlock(check: Check, world: World, state: RekeyState, emit: Emit): void {
  if (canWrap(check, world)) return
  const { machine } = check.states
  const parked = machine.rescueSlots(state)
  const own = machine.unlockingSlots(state)
  for (const { slot, key } of check.faults.opensParked === true ? [...own, ...parked] : own) {
    const index = indexOf(key.name)
    if (!isFetchable(world, index) || !slotOpens(world, slot, index)) continue
    const stolen = (world.superseded & (1 << index)) !== 0
    const broken = stolen ? `${key.name} unlocked by itself after it had been replaced` : null
    emit(`unlocked with ${key.name}`, { ...world, unlocked: true, broken })
  }
  if (!check.scope.rescue) return
  for (const { slot, key, method } of parked) {
    const index = indexOf(key.name)
    if (!isFetchable(world, index) || !slotOpens(world, slot, index)) continue
    const holders = ['h0']
    for (const next of persist(check, world, { type: 'rescueOpened', method, slot, holders })) {
      emit(`rescue with ${key.name}`, { ...next, unlocked: next.mem >= 0 })
    }
  }
}

function commands(check: Check, world: World, state: RekeyState, emit: Emit): void {
  const { scope } = check
  const command = (label: string, event: RekeyEvent, change: Partial<World> = {}): void => {
    for (const next of persist(check, world, event)) emit(label, { ...next, ...change })
  }
  for (const method of scope.usb ? methods : methods.slice(0, 1)) {
    if (canWrap(check, world)) {
      const name = nextName(check, world, state)
      if (name !== null) {
        const used = Math.max(world.used, indexOf(name) + 1)
        command(`prepare ${method} ${name}`, { type: 'prepare', method, name }, { used })
      }
    }
    command('commit', { type: 'commit', method, force: false })
    if (scope.word) command('commit -force', { type: 'commit', method, force: true })
    cancel(check, world, state, method, emit)
    if (!scope.usb) continue
    command(`enable ${method}`, { type: 'enable', method })
    const other = methods.find((each) => each !== method)
    const proven = other !== undefined && (isProvable(world, other, state)
      || (check.faults.claimsOtherMethod === true && state.methods[other].current !== null))
    command(`disable ${method}`, {
      type: 'disable', method, encryptedObjects: true, provenMethod: proven ? other : null,
    })
  }
  if (!scope.word) return
  for (const { name } of state.obligations) command(`waive ${name}`, { type: 'waive', name })
  for (const method of methods) {
    const name = state.methods[method].current?.key.name
    if (name === undefined) continue
    command('administrator\'s word', {
      type: 'secondHolderProven', method, name, by: 'administrator', holders: [],
    })
  }
}

function cancel(
  check: Check, world: World, state: RekeyState, method: 'keyServer' | 'usb', emit: Emit,
): void {
  for (const next of persist(check, world, { type: 'cancel', method })) {
    emit('cancel', check.faults.sweepsUnlisted === true ? swept(world, state, next) : next)
  }
}

/** The fault: a cancel that destroys all our keys at the primary but the current ones. */
function swept(world: World, state: RekeyState, next: World): World {
  const [primary, ...others] = world.servers
  if (primary === undefined) return next
  const kept = heldSlots(state).map(({ key }) => indexOf(key.name))
  const keys = [...primary.keys]
    .map((each, index) => (each === 'p' && !kept.includes(index) ? 'd' : each)).join('')
  const lost = [...keys].findIndex((each, index) => each === 'd' && primary.keys[index] === 'p'
    && !(state.rekey !== null && nameOfRekey(state) === nameOf(index))
    && !state.obligations.some(({ name }) => name === nameOf(index)))
  const broken = lost < 0 ? next.broken : `k${lost} was destroyed although no list names it`
  return { ...next, servers: [{ ...primary, keys }, ...others], broken }
}

const nameOfRekey = ({ rekey }: RekeyState): string | null =>
  rekey === null ? null : rekey.phase === 'preparing' ? rekey.name : rekey.key.name

function nextName(check: Check, world: World, state: RekeyState): string | null {
  if (check.faults.reusesNames !== true) {
    return world.used < check.scope.names ? nameOf(world.used) : null
  }
  if (state.nextSlot > check.scope.names + 1) return null
  const borne = new Set(heldSlots(state).map(({ key }) => key.name))
  for (let index = 0; index < check.scope.names; index++) {
    if (!borne.has(nameOf(index)) && !isFetchable(world, index)) return nameOf(index)
  }
  return null
}

/** The monitor finds that a second holder has the current key no longer. */
function lostHolders(check: Check, world: World, state: RekeyState, emit: Emit): void {
  for (const method of methods) {
    const { current } = state.methods[method]
    if (current?.secondHolder !== 'holders') continue
    const { name } = current.key
    if (holdersOf(world, method, indexOf(name)) >= 2) continue
    for (const next of persist(check, world, { type: 'secondHolderLost', method, name })) {
      emit(`secondHolderLost ${name}`, next)
    }
  }
}

/** Reports of work that belonged to an earlier state. The machine must refuse them all. */
function lateReports(check: Check, world: World, state: RekeyState, emit: Emit): void {
  for (let index = 0; index < world.used; index++) {
    const late = check.states.acceptedLate(world.mem, index, () => reportsTooLate(state, index))
    for (const event of late) {
      for (const next of persist(check, world, event)) emit(`late ${event.type} k${index}`, next)
    }
  }
}

function reportsTooLate(state: RekeyState, index: number): readonly RekeyEvent[] {
  const name = nameOf(index)
  const holders = ['h0', 'h1']
  const events: RekeyEvent[] = methods
    .filter((method) => state.methods[method].current?.key.name !== name)
    .map((method) => ({ type: 'secondHolderProven', method, name, by: 'holders', holders }))
  if (nameOfRekey(state) === name) return events
  return [
    ...events,
    { type: 'keyObtained', name, identifier: identifierOf(index) },
    { type: 'slotProven', name, holders },
    { type: 'proofFailed', name },
    { type: 'obtainFailed', name, sent: true },
  ]
}
