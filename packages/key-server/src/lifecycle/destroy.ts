import type { ObjectRecord } from '../records/index.ts'
import { refuse, type Refusal } from '../refusals/index.ts'
import { isDestroyed } from './settle.ts'

const secondsPerDay = 86_400

/**
 * KMIP Destroy (KMIP 2.1 section 6.1.16). For clients the key value is gone; the sealed material stays
 * in a tombstone for `tombstoneDays`, so that an administrator can undo one mistake that replication
 * would else make final everywhere.
 */
export function destroy(
  record: ObjectRecord,
  tombstoneDays: number,
  now: number,
): ObjectRecord | Refusal {
  if (record.state === 'Active') return refuse('ActiveNotDestroyed')
  if (isDestroyed(record.state)) {
    return refuse('StateForbids', { operation: 'Destroy', state: record.state })
  }
  return {
    ...record,
    state: record.state === 'Compromised' ? 'DestroyedCompromised' : 'Destroyed',
    dates: { ...record.dates, destroy: now, lastChange: now },
    tombstone: {
      formerState: record.state,
      purgeAfter: now + tombstoneDays * secondsPerDay,
    },
  }
}

/**
 * Takes a Destroy back; undefined when there is nothing to take back, or the material was purged. The
 * state becomes the former one, but a compromise that was reported since then stays.
 */
export function undoDestroy(record: ObjectRecord, now: number): ObjectRecord | undefined {
  const { tombstone, ...rest } = record
  if (tombstone === undefined || record.material === undefined) return undefined
  const { destroy: _, ...dates } = record.dates
  const state = record.dates.compromise === undefined ? tombstone.formerState : 'Compromised'
  return { ...rest, state, dates: { ...dates, lastChange: now } }
}

/** Without its sealed material, once the time of the tombstone is over; undefined before that. */
export function purge(record: ObjectRecord, now: number): ObjectRecord | undefined {
  if (record.tombstone === undefined || record.tombstone.purgeAfter > now) return undefined
  const { tombstone: _, material: __, ...rest } = record
  return rest
}
