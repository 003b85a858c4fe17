import type { LedgerEntry } from '../records/index.ts'
import { decodeRecord, encodeRecord } from '../records/index.ts'
import type { AdminOptions } from './contracts.ts'
import { AdminError } from './errors.ts'

/** A change that met another one is made again on what that one left, this often. */
const MAX_ATTEMPTS = 5

type Versioned = { readonly version: 1 }
/** Further rows that the change makes, which must not exist yet. */
export interface Changed<T> {
  readonly record: T | undefined
  readonly create?: readonly { readonly key: string; readonly record: Versioned }[]
}

/**
 * Reads a record, lets `change` make the new one (undefined removes it), and commits both with its audit
 * entry in one transaction. `change` gets undefined where there is no record, and may run again.
 */
export async function changeRecord<T extends Versioned>(
  { store, audit }: Pick<AdminOptions, 'store' | 'audit'>,
  key: string,
  entry: LedgerEntry,
  change: (record: T | undefined) => Promise<Changed<T> | AdminError>,
): Promise<T | undefined | AdminError> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const row = await store.get(key)
    const changed = await change(row && decodeRecord<T>(key, row.value))
    if (changed instanceof AdminError) return changed
    const { record, create = [] } = changed
    const { committed } = await audit.commit({
      compare: [
        { key, revision: row?.revision ?? 0 }, ...create.map((made) => ({ key: made.key, revision: 0 })),
      ],
      put: [
        ...(record ? [{ key, value: encodeRecord(record) }] : []),
        ...create.map((made) => ({ key: made.key, value: encodeRecord(made.record) })),
      ],
      remove: record ? [] : [key],
    }, entry)
    if (committed) return record
  }
  return new AdminError('ChangedMeanwhile')
}
