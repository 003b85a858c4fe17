// What must hold in every world. The judgements that need the moment of a change are made in
// persist.ts and actions.ts.
import type { RekeyEvent } from '../rekey/event.ts'
import type { RekeyState } from '../rekey/state.ts'
import { methods } from '../rekey/state.ts'
import { heldSlots } from '../rekey/change.ts'
import { referencedSlots } from '../rekey/unlock.ts'
import { rekeyStatusShown } from '../rekey/status.ts'
import type { Check } from './scope.ts'
import type { World } from './world.ts'
import { hasMishap, indexOf, isFetchable, isSafe, mishap, nameOf, slotOpens } from './world.ts'

interface Pair {
  readonly slot: number
  readonly index: number
}

/** What one state means for every world that has it. */
interface Facts {
  readonly current: readonly Pair[]
  readonly held: readonly Pair[]
  /** Every slot whose record must exist. */
  readonly referenced: readonly Pair[]
  readonly prepared: Pair | null
  /** Bits of the keys that a start may use, and of those that the state names at all. */
  readonly unlocking: number
  readonly named: number
  /** What the state alone breaks. */
  readonly broken: string | null
}

export class Invariants {
  readonly #check: Check
  readonly #facts: Facts[] = []

  constructor(check: Check) {
    this.#check = check
  }

  /** The first invariant that the world breaks, as a sentence; null when all hold. */
  broken(world: World): string | null {
    if (world.broken !== null) return world.broken
    const facts = this.#factsOf(world.disk)
    return facts.broken ?? slotRecords(world, facts) ?? lockedOut(world, facts)
      ?? oldKeyUnlocks(world, facts) ?? preparedKeyMissing(world, facts)
      ?? orphan(this.#check, world, facts)
  }

  #factsOf(id: number): Facts {
    const known = this.#facts[id]
    if (known !== undefined) return known
    const facts = factsOf(this.#check, this.#check.states.of(id))
    this.#facts[id] = facts
    return facts
  }
}

function factsOf(check: Check, state: RekeyState): Facts {
  const pairOf = ({ slot, key }: { slot: number; key: { name: string } }): Pair =>
    ({ slot, index: indexOf(key.name) })
  const { rekey } = state
  const keyed = rekey === null || rekey.phase === 'preparing' ? null : pairOf(rekey)
  const held = heldSlots(state).map(pairOf)
  const known = keyed === null ? held : [...held, keyed]
  const opening = rekey?.phase === 'preparing' ? [indexOf(rekey.name)] : []
  return {
    current: methods.flatMap((method) => {
      const { current } = state.methods[method]
      return current === null ? [] : [pairOf(current)]
    }),
    held,
    referenced: known.filter(({ slot }) => referencedSlots(state).includes(slot)),
    prepared: rekey?.phase === 'prepared' || rekey?.phase === 'reproving' ? keyed : null,
    unlocking: bits(check.states.machine.unlockingSlots(state).map(({ key }) => indexOf(key.name))),
    named: bits([
      ...known.map(({ index }) => index),
      ...opening,
      ...state.obligations.map(({ name }) => indexOf(name)),
    ]),
    broken: blockedByObligations(check, state) ?? shownWrongly(state),
  }
}

const bits = (indexes: readonly number[]): number =>
  indexes.reduce((set, index) => set | (1 << index), 0)

/** Obligations never block the phase: without them every command is answered the same. */
function blockedByObligations(check: Check, state: RekeyState): string | null {
  if (state.obligations.length === 0) return null
  const { machine } = check.states
  for (const method of methods) {
    const events: RekeyEvent[] = [
      { type: 'prepare', method, name: nameOf(9) },
      { type: 'commit', method, force: false },
      { type: 'cancel', method },
      { type: 'enable', method },
    ]
    for (const event of events) {
      const free = machine.step({ ...state, obligations: [] }, event)
      if ('state' in free !== 'state' in machine.step(state, event)) {
        return `${event.type} waits for an obligation`
      }
    }
  }
  return null
}

/**
 * What is shown and what unlocks are one: a key shown as prepared unlocks, and none but those
 * shown.
 */
function shownWrongly(state: RekeyState): string | null {
  for (const method of methods) {
    const { current, next, rekey } = rekeyStatusShown(state, method)
    const key = state.methods[method].current?.key ?? null
    if (current !== key) return `${method} shows another key than the current one`
    const open = rekey === 'prepared' || rekey === 'committing'
    if (open === (next === null)) return `${method} shows ${rekey}`
  }
  return null
}

/** State and slot records change in one transaction, and a removed slot is gone. */
function slotRecords(world: World, { referenced }: Facts): string | null {
  for (const { slot, index } of referenced) {
    if (!slotOpens(world, slot, index)) return `slot ${slot} has no record that k${index} opens`
  }
  const records = [...world.slots].filter((each) => each !== '-').length
  return records > new Set(referenced.map(({ slot }) => slot)).size
    ? 'a slot record is left that the state does not name'
    : null
}

/**
 * Rule 4, and what the two-holders rule is for. Unless an operator took keys away: every current
 * key is safe at a provider; and after the loss of one key server, if a key ever had a second
 * holder, some slot can still be opened.
 */
function lockedOut(world: World, { current, held }: Facts): string | null {
  if (hasMishap(world, mishap.operator)) return null
  if (!hasMishap(world, mishap.disaster)) {
    for (const { slot, index } of current) {
      if (!isSafe(world, index)) return `LOCKED OUT of slot ${slot}: no provider has k${index}`
    }
    return null
  }
  if (hasMishap(world, mishap.word) || !world.secured) return null
  const opens = held.some(({ slot, index }) => slotOpens(world, slot, index)
    && (isSafe(world, index) || world.backup[index] === 'p'))
  return opens ? null : 'LOCKED OUT by the loss of one key server'
}

/** After commit only the new key unlocks; parked slots wait for the rescue command. */
const oldKeyUnlocks = (world: World, { unlocking }: Facts): string | null =>
  (unlocking & world.superseded) === 0 ? null : 'a key that was replaced still unlocks'

/** `prepared` is a promise: the new key exists. */
function preparedKeyMissing(world: World, { prepared }: Facts): string | null {
  if (prepared === null) return null
  if (hasMishap(world, mishap.operator | mishap.disaster | mishap.olderDatabase)) return null
  return isFetchable(world, prepared.index) ? null : `k${prepared.index} is prepared and nowhere`
}

/**
 * Where nothing is late, lost or restored, the providers hold no key that the state does not
 * account for.
 */
function orphan(check: Check, world: World, { named }: Facts): string | null {
  const { flying, promotion, disasters, olderDatabase } = check.scope
  if (flying > 0 || promotion || disasters || olderDatabase) return null
  const accounted = named | world.superseded | world.forgotten
  for (let index = 0; index < world.used; index++) {
    const there = world.servers[0]?.keys[index] === 'p' || world.drives[index] === 'p'
    if (there && (accounted & (1 << index)) === 0) {
      return `k${index} is left at its provider, unlisted`
    }
  }
  return null
}
