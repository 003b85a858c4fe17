import type { RecordStore } from '@keyturn/platform/ports'
import { decodeRecord, encodeRecord, recordKey, type ServerRecord } from '../records/index.ts'
import type { Position } from './lineage.ts'

const POSITION_KEY = 'replication/position'

/** The position of this secondary as it was read, and the revision that the next writer compares. */
export interface HeldPosition {
  readonly position: Position | undefined
  readonly revision: number
}

export async function readPosition(store: RecordStore): Promise<HeldPosition> {
  const row = await store.get(POSITION_KEY)
  if (row === undefined) return { position: undefined, revision: 0 }
  return { position: decodeRecord<Position>(POSITION_KEY, row.value), revision: row.revision }
}

export const comparePosition = ({ revision }: HeldPosition) => ({ key: POSITION_KEY, revision })

export const putPosition = (position: Position) =>
  ({ key: POSITION_KEY, value: encodeRecord(position) })

export async function readServer(store: RecordStore): Promise<ServerRecord> {
  const row = await store.get(recordKey.server)
  if (row === undefined) throw new Error('the row server is missing: the store was not set up')
  return decodeRecord<ServerRecord>(recordKey.server, row.value)
}

/** The row `server` of a secondary that belongs to this primary; undefined when it says so already. */
export function adopt(
  server: ServerRecord,
  primary: { readonly name: string; readonly epoch: number; readonly historyId: string },
): { key: string; value: Uint8Array } | undefined {
  const { name: primaryName, epoch, historyId } = primary
  const same = server.primaryName === primaryName && server.epoch === epoch
    && server.historyId === historyId
  if (same) return undefined
  const record: ServerRecord = { ...server, primaryName, epoch, historyId }
  return { key: recordKey.server, value: encodeRecord(record) }
}
