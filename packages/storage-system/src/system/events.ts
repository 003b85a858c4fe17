import type { Events, EventView } from '@keyturn/command-set'
import type { Core } from '../core.ts'

/** What an administrator's word on an event sets in motion. */
export interface EventHooks {
  /** `oneKeyHolder`: the key servers are backed up. */
  confirmHolder(): Promise<void>
  /** A volume that is offline is to be tried again. */
  repairVolume(volumeId: number): Promise<void>
}

export function createEvents({ events }: Core, hooks: EventHooks): Events {
  return {
    list: async (): Promise<readonly EventView[]> => events.views(),
    fix: async (sequenceNumber) => {
      const row = events.get(sequenceNumber)
      const outcome = await events.mark(sequenceNumber, true)
      if (!outcome.ok || row === undefined) return outcome
      if (row.event === 'oneKeyHolder') await hooks.confirmHolder()
      const isOffline = row.event === 'volumeOffline' || row.event === 'volumeDamaged'
      if (isOffline && row.objectId !== undefined) await hooks.repairVolume(row.objectId)
      return outcome
    },
    unfix: (sequenceNumber) => events.mark(sequenceNumber, false),
  }
}
