import type { RekeyAction } from './action.ts'
import type { RekeyState } from './state.ts'
import { methods } from './state.ts'
import { heldSlots } from './change.ts'

/**
 * What is to be done next: a function of the durable state alone, so a restart needs no recovery
 * code. The action of the phase comes first. Nothing waits for another entry of the list; all may
 * run at once.
 */
export const pending = (state: RekeyState): readonly RekeyAction[] =>
  [...ofRekey(state), ...ofHolders(state), ...ofObligations(state)]

function ofRekey(state: RekeyState): readonly RekeyAction[] {
  const { rekey } = state
  if (rekey === null || rekey.phase === 'prepared') return []
  const { method, slot } = rekey
  if (rekey.phase === 'preparing') {
    const { name } = rekey
    return [{
      do: 'obtainKey',
      id: `obtainKey ${name}`,
      method,
      name,
      slot,
      generation: state.generation,
      newSystemKey: heldSlots(state).length === 0,
    }]
  }
  const purpose = rekey.phase === 'proving' ? 'prepare' : 'commit'
  const id = `proveKey ${rekey.key.name} ${purpose}`
  return [{ do: 'proveKey', id, purpose, method, slot, key: rekey.key }]
}

const ofHolders = (state: RekeyState): readonly RekeyAction[] => methods.flatMap((method) => {
  const { current } = state.methods[method]
  if (current === null || current.secondHolder !== null) return []
  const { slot, key } = current
  const id = `seekSecondHolder ${key.name}`
  return [{ do: 'seekSecondHolder' as const, id, method, slot, key }]
})

const ofObligations = (state: RekeyState): readonly RekeyAction[] =>
  state.obligations.map(({ kind, method, name, identifier, reason }) =>
    ({ do: kind, id: `${kind} ${name}`, method, name, identifier, reason }))
