import type { RecordStore, Row } from '@keyturn/platform/ports'
import type { Seal } from '../seal/index.ts'
import { MAX_BATCH_BYTES, MAX_BATCH_RECORDS } from './comparison.ts'
import {
  counts, packRecord, replicatedPrefixes, rowsUnder, type TravellingRecord,
} from './records.ts'

interface PendingPorts {
  readonly store: RecordStore
  readonly seal: Seal
}

export interface PendingRange {
  /** Records changed after this revision … */
  readonly since: number
  /** … and not after this one: what is changed later belongs to the next round. */
  readonly target: number
  /** Only keys greater than this one; '' for all. */
  readonly after: string
}

/** Rows of this range in order of key. */
async function* pendingRows(store: RecordStore, range: PendingRange): AsyncGenerator<Row> {
  const { since: sinceRevision, target, after } = range
  for (const prefix of replicatedPrefixes) {
    if (!after.startsWith(prefix) && after > prefix) continue
    const options = after > prefix ? { after } : {}
    const rows = rowsUnder(store, prefix, { ...options, sinceRevision, pageRows: MAX_BATCH_RECORDS })
    for await (const row of rows) if (row.revision <= target) yield row
  }
}

/** The range's records in batches that fit a message, each with its last key. */
export async function* pendingFor(ports: PendingPorts, way: Seal, range: PendingRange): AsyncGenerator<{
  readonly records: readonly TravellingRecord[]
  readonly last: string
}> {
  for await (const rows of inBatches(pendingRows(ports.store, range))) {
    const records = rows.map((row) => packRecord(row, ports.seal, way))
    yield { records, last: (rows.at(-1) as Row).key }
  }
}

/** The records under these keys in batches, without those that were changed after `target`. */
export async function* batches(
  ports: PendingPorts,
  way: Seal,
  keys: readonly string[],
  target: number,
): AsyncGenerator<readonly TravellingRecord[]> {
  const rows = async function* (): AsyncGenerator<Row> {
    for (const key of keys) {
      const row = await ports.store.get(key)
      if (row !== undefined && row.revision <= target) yield row
    }
  }
  for await (const batch of inBatches(rows())) {
    yield batch.map((row) => packRecord(row, ports.seal, way))
  }
}

async function* inBatches(rows: AsyncIterable<Row>): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = []
  let bytes = 0
  for await (const row of rows) {
    const full = batch.length === MAX_BATCH_RECORDS || bytes + row.value.length > MAX_BATCH_BYTES
    if (batch.length > 0 && full) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(row)
    bytes += row.value.length
  }
  if (batch.length > 0) yield batch
}

/** How many records wait, and the newest revision among them; 0 and 0 when none does. */
export async function countPending(
  store: RecordStore,
  since: number,
): Promise<{ readonly records: number; readonly newest: number }> {
  let records = 0
  let newest = 0
  for await (const row of pendingRows(store, { since, target: Number.MAX_SAFE_INTEGER, after: '' })) {
    if (counts(row)) records += 1
    newest = Math.max(newest, row.revision)
  }
  return { records, newest }
}
