// Who holds the keys: second holders, rescue, and what remains to be done to keys that were given
// up.
import type { Command, Report } from './event.ts'
import type { Step } from './step.ts'
import type { RekeyState } from './state.ts'
import { distinct, otherMethods, release, withMethod, withoutObligation } from './change.ts'

type Of<Type extends Report['type']> = Extract<Report, { type: Type }>

const stale: Step = { refusal: 'stale' }

/** Only now, when losing one machine no longer loses the new key, is the old one given up. */
export function secondHolderProven(state: RekeyState, event: Of<'secondHolderProven'>): Step {
  const { method, name, by } = event
  const { current } = state.methods[method]
  if (current?.key.name !== name || current.secondHolder !== null) return stale
  if (by === 'otherMethod' && otherMethods(state, method).length === 0) return stale
  const holders = by === 'holders' ? distinct(event.holders) : current.holders
  if (by === 'holders' && holders.length < 2) return { refusal: 'tooFewHolders' }
  return {
    state: release(
      withMethod(state, method, { current: { ...current, holders, secondHolder: by } }),
      method,
      by === 'force' ? 'KeyCompromise' : 'CessationOfOperation',
    ),
  }
}

export function secondHolderLost(
  state: RekeyState, { method, name }: Of<'secondHolderLost'>,
): Step {
  const { current } = state.methods[method]
  if (current?.key.name !== name || current.secondHolder === null) return stale
  return { state: withMethod(state, method, { current: { ...current, secondHolder: null } }) }
}

/** Current and parked change places, so that a rescue never removes a way in either. */
export function rescueOpened(
  state: RekeyState, { method, slot, holders }: Extract<Command, { type: 'rescueOpened' }>,
): Step {
  const { current: former, parked } = state.methods[method]
  const opened = parked.find((each) => each.slot === slot)
  if (opened === undefined || former === null) return { refusal: 'unknown' }
  return {
    state: withMethod(state, method, {
      current: { ...opened, holders: distinct(holders), secondHolder: null },
      parked: [...parked.filter((each) => each !== opened), former],
    }),
  }
}

export function obligationSettled(state: RekeyState, event: Of<'obligationSettled'>): Step {
  const { kind, name, outcome } = event
  if (!state.obligations.some((each) => each.kind === kind && each.name === name)) return stale
  if (outcome === 'refused' && kind !== 'destroy') return { state }
  return { state: withoutObligation(state, name) }
}
