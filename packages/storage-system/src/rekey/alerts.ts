import type { EventName } from '@keyturn/command-set'
import { alerts } from '@keyturn/key-slots'
import type { Core } from '../core.ts'
import { hasCurrentKey, rekeyState } from './state.ts'

/**
 * Brings events into line with the state: each stands as long as its cause does. Also forgets the
 * system key when no slot wraps it any more. Runs after every step and at start, so a crash in
 * between is mended.
 */
export async function reconcile({ records, events, keyring }: Core): Promise<void> {
  const state = rekeyState(records)
  if (!hasCurrentKey(state)) {
    if (state.rekey === null) keyring.close()
    else keyring.closeSystemKey()
  } else if (state.rekey === null) {
    keyring.dropCandidate()
  }
  const standing = new Set<string>(alerts(state).map(({ alert }) => alert))
  const stands = (event: EventName, is: boolean) => is ? events.ensure(event) : events.settle(event)
  await stands('oneKeyHolder', standing.has('oneHolder'))
  await stands('rekeyNotCommitted', standing.has('notCommitted'))
  await stands('encryptionKeyRequired', keyring.isLocked)
}
