import { toHex } from '@keyturn/bytes'
import type { Cryptography, RecordStore, Row } from '@keyturn/platform/ports'
import { decodeRecord, type ObjectRecord } from '../records/index.ts'
import type { Seal } from '../seal/index.ts'
import { fault, ReplicationError } from './faults.ts'
import type { Compared, Inventory, InventoryEntry } from './messages.ts'
import {
  ageOf, compareAge, isReplicated, OBJECT_PREFIX, packRecord, recordDigest, rowsUnder, travels,
  type TravellingRecord,
} from './records.ts'

/** Most of the own rows that one comparison looks at; the rest of the range is asked for again. */
export const MAX_COMPARED_ROWS = 1000
/** Records go together up to this many, and up to this many bytes. */
export const MAX_BATCH_RECORDS = 100
export const MAX_BATCH_BYTES = 1_048_576

interface ComparePorts {
  readonly store: RecordStore
  readonly seal: Seal
  readonly cryptography: Pick<Cryptography, 'sha256'>
}

/** What an inventory says of a row. */
export function inventoryEntry({ seal, cryptography }: ComparePorts, row: Row): InventoryEntry {
  const digest = toHex(recordDigest(row, seal, cryptography))
  if (!row.key.startsWith(OBJECT_PREFIX)) return { key: row.key, digest }
  return { key: row.key, digest, age: ageOf(decodeRecord<ObjectRecord>(row.key, row.value)) }
}

type Findings = Pick<Compared, 'until' | 'wanted' | 'newer' | 'extra'>

/** Holds the own rows against what the primary has in this range. */
export async function compareRange(ports: ComparePorts, range: Inventory): Promise<Findings> {
  const { rows, until } = await ownRows(ports.store, range)
  const theirs = new Map(range.entries
    .filter(({ key }) => until === null || key <= until)
    .map((entry) => [entry.key, entry]))
  const [wanted, newer, extra]: [string[], string[], string[]] = [[], [], []]
  for (const row of rows) {
    const entry = theirs.get(row.key)
    theirs.delete(row.key)
    if (entry === undefined) extra.push(row.key)
    else if (entry.digest !== toHex(recordDigest(row, ports.seal, ports.cryptography))) {
      (isNewer(row, entry) ? newer : wanted).push(row.key)
    }
  }
  return { until, wanted: [...wanted, ...theirs.keys()], newer, extra }
}

function isNewer(row: Row, { age }: InventoryEntry): boolean {
  if (!row.key.startsWith(OBJECT_PREFIX) || age === undefined) return false
  return compareAge(ageOf(decodeRecord<ObjectRecord>(row.key, row.value)), age) > 0
}

async function ownRows(store: RecordStore, { prefix, after, to }: Inventory) {
  const rows: Row[] = []
  const options = { pageRows: MAX_COMPARED_ROWS, ...(after === '' ? {} : { after }) }
  for await (const row of rowsUnder(store, prefix, options)) {
    if (to !== null && row.key > to) break
    if (rows.length === MAX_COMPARED_ROWS) return { rows, until: (rows.at(-1) as Row).key }
    rows.push(row)
  }
  return { rows, until: null }
}

/** These records, or as many of them, in this order, as go together; rows that are gone are left out. */
export async function recordsFor(
  ports: ComparePorts,
  way: Seal,
  keys: readonly string[],
): Promise<readonly TravellingRecord[]> {
  const records: TravellingRecord[] = []
  let bytes = 0
  for (const key of keys) {
    if (!isReplicated(key)) {
      throw new ReplicationError(fault('MessageInvalid', { cause: `${key} is no record that travels` }))
    }
    const row = await ports.store.get(key)
    if (row === undefined || !travels(row)) continue
    bytes += row.value.length
    if (records.length === MAX_BATCH_RECORDS || (records.length > 0 && bytes > MAX_BATCH_BYTES)) break
    records.push(packRecord(row, ports.seal, way))
  }
  return records
}
