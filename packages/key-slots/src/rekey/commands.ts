// What an administrator asks for. Each function answers one command: the next state, or a refusal.
import type { Command, Refusal } from './event.ts'
import type { Step } from './step.ts'
import type { Method, RekeyState } from './state.ts'
import { maxObligations, maxParkedSlots, requiredHolders } from './state.ts'
import {
  abandon, heldSlots, otherMethods, withMethod, withoutObligation,
} from './change.ts'

type Of<Type extends Command['type']> = Extract<Command, { type: Type }>

export function enable(state: RekeyState, { method }: Of<'enable'>): Step {
  if (isCommitting(state, method)) return { refusal: 'committing' }
  return { state: withMethod(state, method, { enabled: true }) }
}

export function disable(state: RekeyState, event: Of<'disable'>): Step {
  const { method } = event
  if (!state.methods[method].enabled) return { refusal: 'notEnabled' }
  if (isCommitting(state, method)) return { refusal: 'committing' }
  if (state.rekey !== null) return { refusal: 'rekeyOpen' }
  const refusal = refusalToLose(state, event)
  if (refusal !== null) return { refusal }
  const off = withMethod(state, method, { enabled: false, current: null, parked: [] })
  return { state: otherMethods(state, method).reduce(forgetOtherMethod, off) }
}

/**
 * Rule 7: nothing that removes a way in happens before another way in was proven in the same
 * command.
 */
function refusalToLose(
  state: RekeyState, { method, encryptedObjects, provenMethod }: Of<'disable'>,
): Refusal | null {
  if (state.methods[method].current === null) return null
  const others = otherMethods(state, method)
  if (others.length === 0) return encryptedObjects ? 'lastMethod' : null
  return provenMethod !== null && others.includes(provenMethod) ? null : 'otherWayUnproven'
}

/** The key of a method that goes cannot be another key's second holder any longer. */
function forgetOtherMethod(state: RekeyState, method: Method): RekeyState {
  const { current } = state.methods[method]
  if (current?.secondHolder !== 'otherMethod') return state
  return withMethod(state, method, { current: { ...current, secondHolder: null } })
}

export function prepare(state: RekeyState, { method, name }: Of<'prepare'>): Step {
  if (!state.methods[method].enabled) return { refusal: 'notEnabled' }
  if (isCommitting(state, method)) return { refusal: 'committing' }
  if (state.rekey !== null) return { refusal: 'rekeyOpen' }
  if (isKnown(state, name)) return { refusal: 'nameUsed' }
  if (state.methods[method].parked.length >= maxParkedSlots) return { refusal: 'tooManyParked' }
  if (state.obligations.length >= maxObligations) return { refusal: 'tooManyObligations' }
  const slot = state.nextSlot
  return {
    state: {
      ...state,
      // Without a key of any method there is no system key: this rekey makes the first, or the
      // first again.
      generation: heldSlots(state).length === 0 ? state.generation + 1 : state.generation,
      nextSlot: slot + 1,
      rekey: { phase: 'preparing', method, slot, name },
    },
  }
}

export function commit(state: RekeyState, { method, force }: Of<'commit'>): Step {
  const { rekey } = state
  if (isCommitting(state, method)) return { refusal: 'committing' }
  if (rekey?.phase !== 'prepared' || rekey.method !== method) return { refusal: 'notPrepared' }
  if (rekey.holders.length < requiredHolders[method].commit) return { refusal: 'tooFewHolders' }
  return { state: { ...state, rekey: { ...rekey, phase: 'reproving', force } } }
}

export function cancel(state: RekeyState, { method }: Of<'cancel'>): Step {
  if (isCommitting(state, method)) return { refusal: 'committing' }
  if (state.rekey?.method !== method) return { refusal: 'notPrepared' }
  return { state: abandon(state) }
}

export function waive(state: RekeyState, { name }: Of<'waive'>): Step {
  if (!state.obligations.some((each) => each.name === name)) return { refusal: 'unknown' }
  return { state: withoutObligation(state, name) }
}

const isCommitting = (state: RekeyState, method: Method): boolean =>
  state.rekey?.phase === 'reproving' && state.rekey.method === method

const isKnown = (state: RekeyState, name: string): boolean =>
  heldSlots(state).some(({ key }) => key.name === name)
  || state.obligations.some((each) => each.name === name)
