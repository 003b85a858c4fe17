// What the driver found out about the open rekey.
import type { Report } from './event.ts'
import type { Step } from './step.ts'
import type { HeldSlot, Rekey, RekeyState } from './state.ts'
import { requiredHolders } from './state.ts'
import { abandon, distinct, release, withMethod, withObligation } from './change.ts'

type Of<Type extends Report['type']> = Extract<Report, { type: Type }>
type KeyedRekey = Exclude<Rekey, { phase: 'preparing' }>

const stale: Step = { refusal: 'stale' }

/**
 * A prepare whose command died with the program is cancelled: nobody waits for its answer any more.
 * A commit goes on: it was asked for, both keys unlock, and the proof decides.
 */
export function restarted(state: RekeyState): Step {
  const phase = state.rekey?.phase
  return { state: phase === 'preparing' || phase === 'proving' ? abandon(state) : state }
}

export function keyObtained(state: RekeyState, { name, identifier }: Of<'keyObtained'>): Step {
  const { rekey } = state
  if (rekey?.phase !== 'preparing' || rekey.name !== name) return stale
  const { method, slot } = rekey
  const key = { name, identifier }
  return {
    state: { ...state, rekey: { phase: 'proving', method, slot, key, holders: [], force: false } },
  }
}

export function obtainFailed(state: RekeyState, { name, sent }: Of<'obtainFailed'>): Step {
  const { rekey } = state
  if (rekey?.phase !== 'preparing' || rekey.name !== name) return stale
  return { state: sent ? abandon(state) : { ...state, rekey: null } }
}

export function slotProven(state: RekeyState, event: Of<'slotProven'>): Step {
  const rekey = keyed(state, event.name)
  if (rekey === null || rekey.phase === 'prepared') return stale
  const holders = distinct(event.holders)
  const purpose = rekey.phase === 'proving' ? 'prepare' : 'commit'
  if (holders.length < requiredHolders[rekey.method][purpose]) return { refusal: 'tooFewHolders' }
  return {
    state: rekey.phase === 'proving'
      ? { ...state, rekey: { ...rekey, phase: 'prepared', holders } }
      : committed(state, rekey, holders),
  }
}

/**
 * The new key is the key. The old slot is parked unless the new key has, at this very moment, two
 * holders.
 */
function committed(
  state: RekeyState, { method, slot, key, force }: KeyedRekey, holders: readonly string[],
): RekeyState {
  const { current: former, parked } = state.methods[method]
  const secondHolder = force ? 'force' : holders.length >= 2 ? 'holders' : null
  const current: HeldSlot = { slot, key, holders, secondHolder }
  const moved = withMethod({ ...state, rekey: null }, method, {
    current,
    parked: former === null ? parked : [...parked, former],
  })
  const activated = method === 'keyServer'
    ? withObligation(moved, { kind: 'activate', method, ...key, reason: null })
    : moved
  if (secondHolder === null) return activated
  return release(activated, method, force ? 'KeyCompromise' : 'CessationOfOperation')
}

/** A prepare that cannot be proven is undone; a commit that cannot be proven leaves `prepared`. */
export function proofFailed(state: RekeyState, { name }: Of<'proofFailed'>): Step {
  const rekey = keyed(state, name)
  if (rekey === null || rekey.phase === 'prepared') return stale
  if (rekey.phase === 'proving') return { state: abandon(state) }
  return { state: { ...state, rekey: { ...rekey, phase: 'prepared', force: false } } }
}

export function copyProven(state: RekeyState, { name, holder }: Of<'copyProven'>): Step {
  const rekey = keyed(state, name)
  if (rekey?.phase !== 'prepared') return stale
  return { state: { ...state, rekey: { ...rekey, holders: distinct([...rekey.holders, holder]) } } }
}

function keyed(state: RekeyState, name: string): KeyedRekey | null {
  const { rekey } = state
  return rekey === null || rekey.phase === 'preparing' || rekey.key.name !== name ? null : rekey
}
