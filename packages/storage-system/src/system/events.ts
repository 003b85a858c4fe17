import type { Events } from '@keyturn/command-set'
import type { Core } from '../core.ts'

/** `confirmHolder` hears that an administrator takes the new key for safe. */
export function createEvents({ events }: Core, confirmHolder: () => Promise<void>): Events {
  return {
    list: async () => events.views(),
    fix: async (sequenceNumber) => {
      const isWord = events.get(sequenceNumber)?.event === 'oneKeyHolder'
      const outcome = await events.mark(sequenceNumber, true)
      if (outcome.ok && isWord) await confirmHolder()
      return outcome
    },
    unfix: (sequenceNumber) => events.mark(sequenceNumber, false),
  }
}
