import type { KeyReference, Method, RekeyState } from './state.ts'
import { methods } from './state.ts'
import { heldSlots } from './change.ts'

/** A slot to try. Its record is bound to the system id, to `slot` and to the state's generation. */
export interface UnlockingSlot {
  readonly slot: number
  readonly method: Method
  readonly key: KeyReference
}

/**
 * The slots that a start may open by itself, in the order to try. A provider that lacks a key may
 * hold the next one: while a rekey is prepared, a lagging secondary unlocks with the current key,
 * and not after commit.
 */
export function unlockingSlots(state: RekeyState): readonly UnlockingSlot[] {
  const slots: UnlockingSlot[] = methods.flatMap((method) => {
    const { current } = state.methods[method]
    return current === null ? [] : [{ slot: current.slot, method, key: current.key }]
  })
  const { rekey } = state
  if (rekey?.phase === 'prepared' || rekey?.phase === 'reproving') {
    slots.push({ slot: rekey.slot, method: rekey.method, key: rekey.key })
  }
  return slots
}

/** The slots that only the rescue command may open, newest first. */
export const rescueSlots = (state: RekeyState): readonly UnlockingSlot[] =>
  methods.flatMap((method) => state.methods[method].parked
    .map(({ slot, key }) => ({ slot, method, key }))
    .reverse())

/** The ids of the key slot records that must exist for this state. */
export function referencedSlots(state: RekeyState): readonly number[] {
  const held = heldSlots(state).map(({ slot }) => slot)
  const { rekey } = state
  return rekey === null || rekey.phase === 'preparing' ? held : [...held, rekey.slot]
}

/** The records to erase in the transaction that writes `after` over `before`. */
export function erasedSlots(before: RekeyState, after: RekeyState): readonly number[] {
  const kept = referencedSlots(after)
  return referencedSlots(before).filter((slot) => !kept.includes(slot))
}
