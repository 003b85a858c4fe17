/**
 * The one durable store of a program: rows of a key and a value, changed by transactions that
 * compare first. SQLite, etcd and the simulation are adapters; the conformance suite holds all of
 * them to this page.
 *
 * Revisions: every committed transaction has a revision, higher than any before it in this store.
 * A row carries the revision of the transaction that wrote it last. There is no other counter.
 */
export interface RecordStore {
  /** The row under `key`, or undefined. */
  get(key: string): Promise<Row | undefined>
  /**
   * Rows whose key starts with `prefix`, in ascending order of the key's UTF-8, as of one
   * revision.
   */
  list(prefix: string, options?: ListOptions): Promise<readonly Row[]>
  /**
   * Applies the whole transaction or nothing, and resolves once it is durable: after the promise
   * has resolved, no crash undoes it. When it rejects, the outcome is unknown: the caller reads
   * again, and the adapter refuses all further work (a retry of a failed sync would lie); the
   * program should end. A transaction that breaks the limits below, or writes one key twice, is
   * an error of the program: it rejects with RangeError, nothing happened, and the store goes on.
   * Buffers are free to be wiped at once.
   */
  commit(transaction: Transaction): Promise<CommitResult>
  /** The revision of the newest committed transaction; 0 in an empty store. */
  revision(): Promise<number>
  /** Waits for work under way and releases the store and its exclusive lock. */
  close(): Promise<void>
}

export interface Row {
  readonly key: string
  readonly value: Uint8Array
  readonly revision: number
}

export interface ListOptions {
  /** Only rows whose key is greater than this one: paging. */
  readonly after?: string
  /** At most this many rows, 1 to 100,000; all when absent. */
  readonly limit?: number
  /** Only rows written by a transaction with a higher revision: what changed since. */
  readonly sinceRevision?: number
}

export interface Transaction {
  /** All must hold, else nothing is applied. Revision 0 says that the row must be absent. */
  readonly compare?: readonly { readonly key: string; readonly revision: number }[]
  readonly put?: readonly { readonly key: string; readonly value: Uint8Array }[]
  /** Removing an absent row is not an error. */
  readonly remove?: readonly string[]
  /**
   * Values that this transaction removes or replaces must be in no page of the store, its log
   * included, when the promise resolves. For wrapped secrets; costs a checkpoint, however large
   * the store is.
   */
  readonly scrub?: boolean
}

export type CommitResult =
  | { readonly committed: true; readonly revision: number }
  | { readonly committed: false }

/** Longest key, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 512
/** Longest value, in bytes. */
export const MAX_VALUE_BYTES = 1_048_576
/** Most rows that one transaction puts, removes and compares together. */
export const MAX_TRANSACTION_ROWS = 128

/**
 * Opens (and creates, mode 0600) the store at a place; one process at a time, the next one waits
 * up to `lockWaitMs`.
 */
export type OpenRecordStore = (place: string, options?: { readonly lockWaitMs?: number }) => Promise<RecordStore>
