import type { Refusal, RekeyEvent } from './event.ts'
import type { RekeyState } from './state.ts'
import { cancel, commit, disable, enable, prepare, waive } from './commands.ts'
import {
  copyProven, keyObtained, obtainFailed, proofFailed, restarted, slotProven,
} from './reports.ts'
import { obligationSettled, rescueOpened, secondHolderLost, secondHolderProven } from './holders.ts'

export type Step = { readonly state: RekeyState } | { readonly refusal: Refusal }

/**
 * The next state, or why the event is refused. Pure: persist the state first, then run
 * `pending(state)`.
 */
export function step(state: RekeyState, event: RekeyEvent): Step {
  switch (event.type) {
    case 'enable': return enable(state, event)
    case 'disable': return disable(state, event)
    case 'prepare': return prepare(state, event)
    case 'commit': return commit(state, event)
    case 'cancel': return cancel(state, event)
    case 'waive': return waive(state, event)
    case 'rescueOpened': return rescueOpened(state, event)
    case 'restarted': return restarted(state)
    case 'keyObtained': return keyObtained(state, event)
    case 'obtainFailed': return obtainFailed(state, event)
    case 'slotProven': return slotProven(state, event)
    case 'proofFailed': return proofFailed(state, event)
    case 'copyProven': return copyProven(state, event)
    case 'secondHolderProven': return secondHolderProven(state, event)
    case 'secondHolderLost': return secondHolderLost(state, event)
    case 'obligationSettled': return obligationSettled(state, event)
  }
}
