import type { ObjectDates, ObjectRecord } from '../records/index.ts'
import { refuse, type Refusal } from '../refusals/index.ts'
import { settle } from './settle.ts'

/** The dates that a client may set, by the name of their attribute. */
export const clientDates = {
  ActivationDate: 'activation',
  ProcessStartDate: 'processStart',
  ProtectStopDate: 'protectStop',
  DeactivationDate: 'deactivation',
} as const satisfies Record<string, keyof ObjectDates>

export type ClientDate = keyof typeof clientDates

export const isClientDate = (name: string): name is ClientDate => Object.hasOwn(clientDates, name)

/** Pairs that must not be the other way round. Protect Stop before Process Start is legal (CS-BC-M-14). */
const orders: readonly (readonly [ClientDate, ClientDate])[] = [
  ['ActivationDate', 'ProcessStartDate'],
  ['ActivationDate', 'DeactivationDate'],
  ['ProtectStopDate', 'DeactivationDate'],
]

/** A refusal when two dates are out of order. */
export function dateOrder(dates: ObjectDates): Refusal | undefined {
  for (const [earlier, later] of orders) {
    const [first, second] = [dates[clientDates[earlier]], dates[clientDates[later]]]
    if (first !== undefined && second !== undefined && first > second) {
      return refuse('DatesOutOfOrder', { earlier, later })
    }
  }
  return undefined
}

/**
 * Sets one date of a settled record, on Add or Modify Attribute. A date of now or the past moves the
 * state at once (KMIP 2.1 section 4.57). Each date is fixed once it was reached.
 */
export function setDate(
  record: ObjectRecord,
  date: ClientDate,
  value: number,
  now: number,
): ObjectRecord | Refusal {
  if (!mayChange(record, date, now)) {
    return refuse('DateForbids', { attribute: date, state: record.state })
  }
  const dates = { ...record.dates, [clientDates[date]]: value, lastChange: now }
  const refusal = dateOrder(dates)
  return refusal ?? settle({ ...record, dates }, now)
}

function mayChange(record: ObjectRecord, date: ClientDate, now: number): boolean {
  const { state } = record
  if (date === 'ActivationDate') return state === 'PreActive'
  if (state !== 'PreActive' && state !== 'Active') return false
  if (date === 'DeactivationDate') return true
  const current = record.dates[clientDates[date]]
  return current === undefined || current > now
}
