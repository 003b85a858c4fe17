import type { ObjectRecord } from '../records/index.ts'
import { refuse, type Refusal } from '../refusals/index.ts'
import { dateOrder } from './dates.ts'

/** KMIP Activate (KMIP 2.1 section 6.1.1): Pre-Active to Active, with the Activation Date of now. */
export function activate(record: ObjectRecord, now: number): ObjectRecord | Refusal {
  if (record.state !== 'PreActive') {
    return refuse('StateForbids', { operation: 'Activate', state: record.state })
  }
  const dates = { ...record.dates, activation: now, lastChange: now }
  return dateOrder(dates) ?? { ...record, state: 'Active', dates }
}
