import { accept, type Audit, type Outcome, refuse } from '@keyturn/command-set'
import type { RekeyState } from '@keyturn/key-slots'
import type { EncryptionParts } from '../system/encryption.ts'
import type { RescueCaller } from '../unlock/rescue.ts'

/** What remains to be done at key servers, for an administrator. */
export interface Obligations {
  list(): RekeyState['obligations']
  /**
   * Takes the one of this key name off the list: whoever could do it is gone for good. The value is
   * a sentence. Refused with 5753 when none has this name.
   */
  waive(name: string, caller: RescueCaller): Promise<Outcome<string>>
}

export function createObligations(
  { core, driver }: EncryptionParts,
  audit: Audit,
): Obligations {
  return {
    list: () => driver.state.obligations,
    waive: async (name, caller) => {
      const began = core.ports.clock.now()
      const refused = await driver.apply({ type: 'waive', name })
      if (refused !== undefined) return refuse('5753', name)
      core.ports.log.warn('what remained to be done to a key was waived', { name })
      await audit.append({
        ...caller,
        time: began,
        command: `svctask waive ${name}`,
        objectId: undefined,
        durationMs: core.ports.clock.now() - began,
      })
      await settleEvents(core, driver.state)
      return accept(`Nothing remains to be done to the key ${name}.`)
    },
  }
}

/** The event that a key could not be retired ends with the last such key. */
async function settleEvents({ events }: EncryptionParts['core'], state: RekeyState): Promise<void> {
  if (state.obligations.some(({ kind }) => kind !== 'activate')) return
  for (const { objectId } of events.standingRows('obsoleteKeyNotRetired')) {
    await events.settle('obsoleteKeyNotRetired', objectId)
  }
}
