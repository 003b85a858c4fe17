import type { RekeyAction } from '../rekey/action.ts'
import type { RekeyEvent } from '../rekey/event.ts'
import type { RekeyState } from '../rekey/state.ts'
import type { Step } from '../rekey/step.ts'
import type { UnlockingSlot } from '../rekey/unlock.ts'
import { pending } from '../rekey/pending.ts'
import { step } from '../rekey/step.ts'
import { erasedSlots, rescueSlots, unlockingSlots } from '../rekey/unlock.ts'

/** The machine as the checker sees it, so that a test can put a mutant in its place. */
export interface Machine {
  step(state: RekeyState, event: RekeyEvent): Step
  pending(state: RekeyState): readonly RekeyAction[]
  unlockingSlots(state: RekeyState): readonly UnlockingSlot[]
  rescueSlots(state: RekeyState): readonly UnlockingSlot[]
  erasedSlots(before: RekeyState, after: RekeyState): readonly number[]
}

export const realMachine: Machine = { step, pending, unlockingSlots, rescueSlots, erasedSlots }
