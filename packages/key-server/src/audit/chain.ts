import { toHex } from '@keyturn/bytes'
import type { Cryptography, RecordStore, Row } from '@keyturn/platform/ports'
import { decodeRecord, encodeRecord, type LedgerEntry, recordKey } from '../records/index.ts'

/** The row `audit/<sequence>`: one link of the chain. Its hash is SHA-256 over the bytes of the row. */
export interface AuditRecord extends LedgerEntry {
  readonly version: 1
  /** 1 for the first, without gaps. */
  readonly sequence: number
  /** Milliseconds since 1970. */
  readonly time: number
  /** Hash of the link before, lower-case hex; 64 zeros in the first. */
  readonly previous: string
}

/** The row `audit/head`: where the chain ends. */
export interface HeadRecord {
  readonly version: 1
  readonly sequence: number
  readonly hash: string
}

export const HEAD_KEY = 'audit/head'
/** Sorts before every link and after nothing else: links have 16 digits and start with one. */
const LINK_PREFIX = 'audit/0'
const PAGE_ROWS = 1000

export const emptyHead: HeadRecord = { version: 1, sequence: 0, hash: '0'.repeat(64) }

/** The rows that lengthen the chain by `entries`, and the head that it then has. */
export function lengthen(
  cryptography: Pick<Cryptography, 'sha256'>,
  head: HeadRecord,
  entries: readonly { readonly time: number; readonly entry: LedgerEntry }[],
): { readonly rows: { key: string; value: Uint8Array }[]; readonly head: HeadRecord } {
  const rows: { key: string; value: Uint8Array }[] = []
  let { sequence, hash } = head
  for (const { time, entry } of entries) {
    sequence += 1
    const link: AuditRecord = { version: 1, sequence, time, previous: hash, ...entry }
    const value = encodeRecord(link)
    rows.push({ key: recordKey.audit(sequence), value })
    hash = toHex(cryptography.sha256(value))
  }
  const next: HeadRecord = { version: 1, sequence, hash }
  if (rows.length > 0) rows.push({ key: HEAD_KEY, value: encodeRecord(next) })
  return { rows, head: next }
}

export async function readHead(store: RecordStore): Promise<HeadRecord> {
  const row = await store.get(HEAD_KEY)
  return row === undefined ? emptyHead : decodeRecord<HeadRecord>(HEAD_KEY, row.value)
}

/** At most `limit` links, ascending, those with a sequence of `first` and higher. */
export async function readLinks(
  store: RecordStore,
  first: number,
  limit: number,
): Promise<readonly AuditRecord[]> {
  const after = recordKey.audit(Math.max(0, first - 1))
  const rows = await store.list(LINK_PREFIX, { after, limit })
  return rows.map((row) => decodeRecord<AuditRecord>(row.key, row.value))
}

export type TrailVerdict =
  | { readonly intact: true; readonly entries: number; readonly hash: string }
  /** `sequence` names the first link that does not fit the one before it. */
  | { readonly intact: false; readonly sequence: number; readonly cause: string }

/** Walks the whole chain from its first link to its head. */
export async function verifyChain(
  store: RecordStore,
  cryptography: Pick<Cryptography, 'sha256'>,
): Promise<TrailVerdict> {
  const head = await readHead(store)
  let { sequence, hash } = emptyHead
  for (;;) {
    const after = recordKey.audit(sequence)
    const rows = await store.list(LINK_PREFIX, { after, limit: PAGE_ROWS })
    for (const row of rows) {
      const cause = fault(row, sequence + 1, hash)
      if (cause !== undefined) return { intact: false, sequence: sequence + 1, cause }
      sequence += 1
      hash = toHex(cryptography.sha256(row.value))
      if (sequence === head.sequence) return judgeEnd(head, sequence, hash)
    }
    if (rows.length < PAGE_ROWS) return judgeEnd(head, sequence, hash)
  }
}

function fault(row: Row, sequence: number, previous: string): string | undefined {
  if (row.key !== recordKey.audit(sequence)) return 'the record is missing'
  const link = decodeRecord<AuditRecord>(row.key, row.value)
  if (link.sequence !== sequence) return 'the record bears another number'
  return link.previous === previous ? undefined : 'the record before it was changed'
}

function judgeEnd(head: HeadRecord, sequence: number, hash: string): TrailVerdict {
  if (sequence < head.sequence) {
    return { intact: false, sequence: sequence + 1, cause: 'the record is missing' }
  }
  if (hash !== head.hash) return { intact: false, sequence, cause: 'the newest record was changed' }
  return { intact: true, entries: sequence, hash }
}
