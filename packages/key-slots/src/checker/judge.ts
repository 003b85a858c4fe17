// What can be judged only at the moment of a change, and the ghosts that later judgements need.
import type { RekeyEvent } from '../rekey/event.ts'
import type { Method, MethodState, RekeyState } from '../rekey/state.ts'
import { methods } from '../rekey/state.ts'
import type { Check } from './scope.ts'
import type { World } from './world.ts'
import { holdersOf, indexOf, isFetchable, mishap, slotOpens } from './world.ts'

/** What a step does to the slots of one method. */
export interface MethodChange {
  readonly method: Method
  /** Keys of the current slot before and after, -1 for none. */
  readonly old: number
  readonly now: number
  /** Every key that had a slot before. */
  readonly before: number
  /** A slot that was held is held no more. */
  readonly loses: boolean
  readonly enabled: boolean
  readonly secured: boolean
}

/** The methods that a step changes at all. */
export const changesBetween = (
  before: RekeyState, after: RekeyState,
): readonly MethodChange[] => methods.flatMap((method) => {
  const [old, now] = [before.methods[method], after.methods[method]]
  const kept = slotsOf(now).map(({ slot }) => slot)
  const holder = now.current?.secondHolder ?? null
  const change: MethodChange = {
    method,
    old: old.current === null ? -1 : indexOf(old.current.key.name),
    now: now.current === null ? -1 : indexOf(now.current.key.name),
    before: slotsOf(old).reduce((set, { key }) => set | (1 << indexOf(key.name)), 0),
    loses: slotsOf(old).some(({ slot }) => !kept.includes(slot)),
    enabled: now.enabled,
    secured: holder !== null && holder !== 'administrator' && holder !== 'force',
  }
  return change.old !== change.now || change.loses || change.secured ? [change] : []
})

const slotsOf = ({ current, parked }: MethodState): MethodState['parked'] =>
  current === null ? parked : [...parked, current]

/** The world after the change, with its ghosts, and with what the change broke. */
export function judged(check: Check, world: World, from: number, event: RekeyEvent): World {
  let { superseded, forgotten, secured, mishaps, broken } = world
  if (isWord(event) || (event.type === 'commit' && event.force)) mishaps |= mishap.word
  if (event.type === 'waive') forgotten |= 1 << indexOf(event.name)
  if (event.type === 'disable') secured = false
  const changes = check.states.changes(from, world.mem)
  for (const change of changes) {
    if (change.old !== change.now) {
      if (change.old >= 0) superseded |= 1 << change.old
      if (change.now >= 0) superseded &= ~(1 << change.now)
    }
    if (event.type === 'disable') forgotten |= change.before
    if (change.secured) secured = true
    broken ??= judgeChange(check, world, from, event, change)
  }
  if (changes.length === 0 && mishaps === world.mishaps && forgotten === world.forgotten
    && secured === world.secured) return world
  return { ...world, superseded, forgotten, secured, mishaps, broken }
}

function judgeChange(
  check: Check, world: World, from: number, event: RekeyEvent, change: MethodChange,
): string | null {
  const before = check.states.of(from)
  if (event.type === 'disable') return judgeDisable(world, change, before)
  if (event.type === 'rescueOpened') return change.loses ? 'a way in was removed by a rescue' : null
  if (change.old !== change.now && change.now >= 0 && !isFetchable(world, change.now)) {
    return `k${change.now} became the key although nobody can read it`
  }
  const forced = before.rekey?.phase === 'reproving' && before.rekey.force
  if (!change.loses || forced || isWord(event)) return null
  // A parked slot is given up only when losing one machine does not lose the current key.
  return hasSecondHolder(world, change, check.states.of(world.mem))
    ? null
    : `an old slot was given up while one machine holds k${change.now}`
}

/** Rule 7: what goes is no loss only if another method's key opens its slot at this very moment. */
function judgeDisable(world: World, change: MethodChange, before: RekeyState): string | null {
  if (!change.loses || change.enabled) return null
  return methods.some((other) => other !== change.method && isProvable(world, other, before))
    ? null
    : `${change.method} was disabled although no other method was proven`
}

const hasSecondHolder = (
  world: World, { method, now }: MethodChange, state: RekeyState,
): boolean => now >= 0 && (holdersOf(world, method, now) >= 2 || world.backup[now] === 'p'
  || methods.some((other) => other !== method && isProvable(world, other, state)))

/** Would fetching this method's current key and opening its slot succeed now? */
export function isProvable(world: World, method: Method, state: RekeyState): boolean {
  const { current } = state.methods[method]
  if (current === null) return false
  const index = indexOf(current.key.name)
  return holdersOf(world, method, index) > 0 && slotOpens(world, current.slot, index)
}

const isWord = (event: RekeyEvent): boolean => event.type === 'secondHolderProven'
  && (event.by === 'administrator' || event.by === 'force')
