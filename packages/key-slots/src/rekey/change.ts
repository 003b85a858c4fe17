// The changes of state that several events share. Each returns a new state; nothing is changed in
// place.
import type { HeldSlot, Method, MethodState, Obligation, RekeyState } from './state.ts'
import { methods } from './state.ts'

export const withMethod = (
  state: RekeyState, method: Method, change: Partial<MethodState>,
): RekeyState => ({
  ...state,
  methods: { ...state.methods, [method]: { ...state.methods[method], ...change } },
})

/**
 * Adds an obligation in place of any other for the same key: what is retired need not be activated.
 */
export const withObligation = (state: RekeyState, obligation: Obligation): RekeyState => ({
  ...state,
  obligations: [
    ...state.obligations.filter(({ name }) => name !== obligation.name),
    obligation,
  ],
})

export const withoutObligation = (state: RekeyState, name: string): RekeyState =>
  ({ ...state, obligations: state.obligations.filter((each) => each.name !== name) })

/**
 * Ends the open rekey as if it had not begun. Its key goes on the list of what is to be destroyed.
 */
export function abandon(state: RekeyState): RekeyState {
  const { rekey } = state
  if (rekey === null) return state
  const { name, identifier } = rekey.phase === 'preparing'
    ? { name: rekey.name, identifier: null }
    : rekey.key
  return withObligation(
    { ...state, rekey: null },
    { kind: 'destroy', method: rekey.method, name, identifier, reason: null },
  )
}

/** Gives up the parked slots of a method. Files on drives stay where they are, as old keys. */
export function release(
  state: RekeyState, method: Method, reason: 'CessationOfOperation' | 'KeyCompromise',
): RekeyState {
  const { parked } = state.methods[method]
  const released = withMethod(state, method, { parked: [] })
  if (method !== 'keyServer') return released
  return parked.reduce(
    (result, { key }) => withObligation(result, { kind: 'retire', method, ...key, reason }),
    released,
  )
}

export const otherMethods = (state: RekeyState, method: Method): readonly Method[] =>
  methods.filter((other) => other !== method && state.methods[other].current !== null)

/** Every slot that the state refers to outside an open rekey. */
export const heldSlots = (state: RekeyState): readonly HeldSlot[] => methods.flatMap((method) => {
  const { current, parked } = state.methods[method]
  return current === null ? parked : [...parked, current]
})

export const distinct = (holders: readonly string[]): readonly string[] => [...new Set(holders)]
