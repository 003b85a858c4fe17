import type { Clock, Cryptography, RecordStore } from '@keyturn/platform/ports'
import type { Ledger } from '../records/index.ts'
import { type AuditRecord, readHead, readLinks, type TrailVerdict, verifyChain } from './chain.ts'
import { TrailWriter } from './trail-writer.ts'

export interface AuditOptions {
  /** The store that everything of this server goes through, its commits observed. */
  readonly store: RecordStore
  readonly clock: Clock
  readonly cryptography: Pick<Cryptography, 'sha256'>
  /** Hold the answer of what was only served until its record is durable; else within 100 ms. */
  readonly beforeAnswer: boolean
}

/** The ledger of the core, and what the administrator may read of it. */
export interface AuditTrail extends Ledger {
  /** Links in ascending order from `first` on, at most `limit` (1 to 1,000). */
  read(first: number, limit: number): Promise<readonly AuditRecord[]>
  /** Number of the newest link; 0 in an empty trail. */
  newest(): number
  verify(): Promise<TrailVerdict>
  /** Makes durable what is noted but not yet written. Before the store closes. */
  close(): Promise<void>
}

/** The audit trail of this store: one append-only hash chain, continued where it ended. */
export async function openAuditTrail(options: AuditOptions): Promise<AuditTrail> {
  const { store, cryptography } = options
  const writer = new TrailWriter(options, await readHead(store))
  return {
    commit: (transaction, entry) => writer.commit(transaction, entry),
    note: (entry) => writer.note(entry),
    read: (first, limit) => readLinks(store, first, limit),
    newest: () => writer.newest,
    verify: async () => {
      await writer.flush()
      return verifyChain(store, cryptography)
    },
    close: () => writer.flush(),
  }
}
