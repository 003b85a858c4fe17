import type { ObjectRecord, State } from '../records/index.ts'

/**
 * The record as of `now` (seconds): the state moves that dates alone cause (KMIP 2.1 section 4.57,
 * transitions 3 and 5) are applied, with the date of the move as Last Change Date. A function of the
 * record and the time only, so every server that holds the record derives the same.
 */
export function settle(record: ObjectRecord, now: number): ObjectRecord {
  const { activation, deactivation } = record.dates
  let moved = record
  if (moved.state === 'PreActive' && activation !== undefined && activation <= now) {
    moved = move(moved, 'Active', activation)
  }
  if (moved.state === 'Active' && deactivation !== undefined && deactivation <= now) {
    moved = move(moved, 'Deactivated', deactivation)
  }
  return moved
}

function move(record: ObjectRecord, state: State, at: number): ObjectRecord {
  const lastChange = Math.max(record.dates.lastChange, at)
  return { ...record, state, dates: { ...record.dates, lastChange } }
}

/** Is the key material gone for clients? */
export const isDestroyed = (state: State): boolean =>
  state === 'Destroyed' || state === 'DestroyedCompromised'
