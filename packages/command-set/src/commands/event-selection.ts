import { eventCatalogue } from '../events/catalogue.ts'
import type { EventView } from '../system/events.ts'

export interface EventSelection {
  readonly alert: boolean
  readonly message: boolean
  readonly expired: boolean
  readonly fixed: boolean
}

/** Events whose kind is asked for; expired and fixed ones only where those are. */
export const selectEvents = (
  events: readonly EventView[],
  selection: EventSelection,
): EventView[] => events.filter((event) =>
  selection[eventCatalogue[event.event].status]
  && (selection.expired || !event.expired)
  && (selection.fixed || !event.fixed))

/**
 * Unfixed alerts by error code, the lowest first; unfixed messages; expired; fixed. Equal ones
 * with the oldest first.
 */
export function sortBySeverity(events: readonly EventView[]): EventView[] {
  const rank = (event: EventView): number => {
    if (event.fixed) return 30_000
    if (event.expired) return 20_000
    const { errorCode } = eventCatalogue[event.event]
    return errorCode === undefined ? 10_000 : Number(errorCode)
  }
  return [...events].sort((a, b) =>
    rank(a) - rank(b) || a.lastTime - b.lastTime || a.sequenceNumber - b.sequenceNumber)
}
