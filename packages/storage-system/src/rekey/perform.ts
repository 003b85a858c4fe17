import type { RekeyAction } from '@keyturn/key-slots'
import type { Core } from '../core.ts'
import type { KeyServerDirectory } from '../key-servers/directory.ts'
import type { Perform } from './driver.ts'
import { obtainKey } from './obtain-key.ts'
import { type ObligationOutcome, settleObligation } from './obligation.ts'
import { proveKey } from './prove-key.ts'

type Obligation = Extract<RekeyAction, { do: 'activate' | 'retire' | 'destroy' }>

/** What the actions of the rekey machine do at key servers. */
export function performWith(core: Core, directory: KeyServerDirectory): Perform {
  const firstTries = new Map<string, number>()
  const oblige = async (action: Obligation) => {
    const now = core.ports.clock.monotonic()
    const since = firstTries.get(action.id) ?? now
    firstTries.set(action.id, since)
    const outcome = await settleObligation(directory, core.ports.clock, action, now - since)
    if (outcome === undefined) return undefined
    if (outcome !== 'refused') firstTries.delete(action.id)
    await tell(core, directory, action, outcome)
    const { do: kind, name } = action
    return { event: { type: 'obligationSettled' as const, kind, name, outcome } }
  }
  return async (action) => {
    switch (action.do) {
      case 'obtainKey': return obtainKey(core, directory, action)
      case 'proveKey': return proveKey(core, directory, action)
      case 'seekSecondHolder': return undefined
      default: return oblige(action)
    }
  }
}

/** A key that stays usable although nobody needs it is the administrator's business. */
async function tell(
  { events, ports }: Core,
  directory: KeyServerDirectory,
  action: Obligation,
  outcome: ObligationOutcome,
): Promise<void> {
  const { do: kind, name, identifier } = action
  ports.log.info('a key at the key servers', { kind, name, identifier, outcome })
  const primary = directory.primary()
  if (primary === undefined || kind === 'activate') return
  if (outcome === 'refused' || outcome === 'mismatch') {
    await events.ensure('obsoleteKeyNotRetired', primary)
  } else if (outcome === 'done' && kind === 'retire') {
    await events.settle('obsoleteKeyNotRetired', primary.id)
  }
}
