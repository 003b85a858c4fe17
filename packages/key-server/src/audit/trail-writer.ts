import {
  type Clock, type CommitResult, type Cryptography, MAX_TRANSACTION_ROWS, type RecordStore,
  type Transaction,
} from '@keyturn/platform/ports'
import type { LedgerEntry } from '../records/index.ts'
import { type HeadRecord, lengthen } from './chain.ts'

/** What was only served is durable this long after it at the latest, in milliseconds. */
const NOTE_DELAY_MS = 100
/** More notes than this wait for the disk: the next answers wait for it too. */
const MAX_WAITING_NOTES = 10_000
/** Rows that one entry takes, and the head once a transaction. */
const ENTRY_ROWS = 1
const HEAD_ROWS = 1

interface WriterOptions {
  readonly store: RecordStore
  readonly clock: Clock
  readonly cryptography: Pick<Cryptography, 'sha256'>
  readonly beforeAnswer: boolean
}

interface Waiting {
  /** Undefined for what was only served. */
  readonly transaction: Transaction | undefined
  readonly entry: LedgerEntry
  readonly time: number
  readonly resolve: (result: CommitResult) => void
  readonly reject: (cause: unknown) => void
}

/**
 * The one place that lengthens the chain. Each link names the one before it, so transactions go one
 * after the other; those that arrive meanwhile and touch different rows are joined into one, which is
 * the group commit. When a joined one is refused, its parts are tried alone, each with its own link.
 */
export class TrailWriter {
  readonly #options: WriterOptions
  #head: HeadRecord
  #queue: Waiting[] = []
  #notes = 0
  #noteTimer: { cancel(): void } | undefined
  #running: Promise<void> | undefined
  #broken: { readonly cause: unknown } | undefined

  constructor(options: WriterOptions, head: HeadRecord) {
    this.#options = options
    this.#head = head
  }

  get newest(): number {
    return this.#head.sequence
  }

  commit(transaction: Transaction, entry: LedgerEntry): Promise<CommitResult> {
    const rows = rowsOf(transaction) + ENTRY_ROWS + HEAD_ROWS
    if (rows > MAX_TRANSACTION_ROWS) {
      return Promise.reject(new RangeError(`a transaction of ${rows} rows, its record included`))
    }
    const result = this.#add(transaction, entry)
    this.#run()
    return result
  }

  note(entry: LedgerEntry): Promise<void> {
    const durable = this.#add(undefined, entry)
    this.#notes += 1
    if (this.#options.beforeAnswer || this.#notes > MAX_WAITING_NOTES) {
      this.#run()
      return durable.then(() => undefined)
    }
    durable.catch(() => undefined)
    this.#noteTimer ??= this.#options.clock.setTimer(NOTE_DELAY_MS, () => this.#run())
    return Promise.resolve()
  }

  /** Resolves when everything that was handed in before is durable. */
  async flush(): Promise<void> {
    this.#run()
    while (this.#running !== undefined) await this.#running
  }

  #add(transaction: Transaction | undefined, entry: LedgerEntry): Promise<CommitResult> {
    if (this.#broken) return Promise.reject(this.#broken.cause)
    const time = this.#options.clock.now()
    return new Promise((resolve, reject) => {
      this.#queue.push({ transaction, entry, time, resolve, reject })
    })
  }

  #run(): void {
    this.#noteTimer?.cancel()
    this.#noteTimer = undefined
    if (this.#running !== undefined || this.#queue.length === 0) return
    this.#running = this.#drain().finally(() => {
      this.#running = undefined
      // What came after the last look into the queue found it still running.
      this.#run()
    })
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = takeGroup(this.#queue)
      this.#notes -= group.filter(({ transaction }) => transaction === undefined).length
      await this.#write(group).catch((cause: unknown) => this.#break(cause, group))
    }
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const result = await this.#commitJoined(group)
    if (result.committed || group.length === 1) {
      for (const { resolve } of group) resolve(result)
      return
    }
    for (const one of group) one.resolve(await this.#commitJoined([one]))
  }

  async #commitJoined(group: readonly Waiting[]): Promise<CommitResult> {
    const { rows, head } = lengthen(this.#options.cryptography, this.#head, group)
    const result = await this.#options.store.commit(join(group, rows))
    if (result.committed) this.#head = head
    return result
  }

  /** The store refuses all further work after a failed commit, so nothing more is promised here. */
  #break(cause: unknown, group: readonly Waiting[]): void {
    this.#broken = { cause }
    for (const { reject } of [...group, ...this.#queue]) reject(cause)
    this.#queue = []
  }
}

/** Takes from the front of the queue what fits one transaction and touches different rows. */
function takeGroup(queue: Waiting[]): Waiting[] {
  const touched = new Set<string>()
  let rows = HEAD_ROWS
  let count = 0
  for (const { transaction } of queue) {
    const keys = transaction ? keysOf(transaction) : []
    rows += (transaction ? rowsOf(transaction) : 0) + ENTRY_ROWS
    if (rows > MAX_TRANSACTION_ROWS || keys.some((key) => touched.has(key))) break
    for (const key of keys) touched.add(key)
    count += 1
  }
  return queue.splice(0, count)
}

function join(
  group: readonly Waiting[],
  trail: readonly { readonly key: string; readonly value: Uint8Array }[],
): Transaction {
  const transactions = group.flatMap(({ transaction }) => transaction ?? [])
  return {
    compare: transactions.flatMap(({ compare }) => compare ?? []),
    put: [...transactions.flatMap(({ put }) => put ?? []), ...trail],
    remove: transactions.flatMap(({ remove }) => remove ?? []),
    scrub: transactions.some(({ scrub }) => scrub),
  }
}

const keysOf = ({ compare, put, remove }: Transaction): string[] => [
  ...(compare ?? []).map(({ key }) => key),
  ...(put ?? []).map(({ key }) => key),
  ...(remove ?? []),
]

const rowsOf = ({ compare, put, remove }: Transaction): number =>
  (compare?.length ?? 0) + (put?.length ?? 0) + (remove?.length ?? 0)
