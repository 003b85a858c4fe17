import type { ObjectRecord } from '../records/index.ts'
import { refuse, type Refusal } from '../refusals/index.ts'
import { isDestroyed } from './settle.ts'

export interface Revocation {
  /** CamelCase Revocation Reason Code. */
  readonly code: string
  /** Compromise Occurrence Date, seconds since 1970; only for a compromise. */
  readonly occurrence?: number
}

const isCompromise = (code: string): boolean =>
  code === 'KeyCompromise' || code === 'CACompromise'

/**
 * KMIP Revoke (KMIP 2.1 section 6.1.48). A compromise is recorded in every state, for ever; any other
 * reason deactivates an active object. Pre-Active with another reason is no transition of the standard.
 */
export function revoke(
  record: ObjectRecord,
  revocation: Revocation,
  now: number,
): ObjectRecord | Refusal {
  return isCompromise(revocation.code)
    ? compromise(record, revocation, now)
    : deactivate(record, revocation, now)
}

function compromise(record: ObjectRecord, { occurrence }: Revocation, now: number) {
  if (record.state === 'Compromised' || record.state === 'DestroyedCompromised') {
    return refuse('StateForbids', { operation: 'Revoke', state: record.state })
  }
  const dates = {
    ...record.dates,
    compromise: now,
    compromiseOccurrence: occurrence ?? record.dates.initial,
    lastChange: now,
  }
  const state = isDestroyed(record.state) ? 'DestroyedCompromised' : 'Compromised'
  return { ...record, state, dates } satisfies ObjectRecord
}

function deactivate(record: ObjectRecord, { code, occurrence }: Revocation, now: number) {
  if (occurrence !== undefined) return refuse('OccurrenceNotAllowed')
  if (record.state !== 'Active') {
    return refuse('StateForbids', { operation: `Revoke (${code})`, state: record.state })
  }
  const dates = { ...record.dates, deactivation: now, lastChange: now }
  return { ...record, state: 'Deactivated', dates } satisfies ObjectRecord
}
