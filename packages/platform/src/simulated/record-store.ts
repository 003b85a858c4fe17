import type { CommitResult, ListOptions, RecordStore, Row, Transaction } from '../ports/index.ts'
import { Life, never } from './life.ts'

/** What survives a power cut: the rows of committed transactions, and nothing else. */
export class SimulatedDisk {
  #rows = new Map<string, Row>()
  #revision = 0
  /** The process that has the store open; the lock goes with its life. */
  #owner: Life | undefined

  get revision(): number {
    return this.#revision
  }

  rows(): readonly Row[] {
    return [...this.#rows.values()].sort((one, other) => (one.key < other.key ? -1 : 1))
  }

  /** A copy as a backup of this instant would hold it. */
  copy(): SimulatedDisk {
    const copy = new SimulatedDisk()
    copy.#rows = new Map(this.#rows)
    copy.#revision = this.#revision
    return copy
  }

  /** Takes the lock, as an exclusive open does. */
  lock(life: Life): void {
    if (this.#owner?.alive && this.#owner !== life)
      throw new Error('the store is locked by another process')
    this.#owner = life
  }

  unlock(life: Life): void {
    if (this.#owner === life) this.#owner = undefined
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key)
  }

  apply(transaction: Transaction): CommitResult {
    for (const { key, revision } of transaction.compare ?? []) {
      if ((this.#rows.get(key)?.revision ?? 0) !== revision) return { committed: false }
    }
    const revision = ++this.#revision
    for (const key of transaction.remove ?? []) this.#rows.delete(key)
    for (const { key, value } of transaction.put ?? []) {
      this.#rows.set(key, { key, value: value.slice(), revision })
    }
    return { committed: true, revision }
  }
}

/**
 * What happens at a durable write: it goes on, or the power fails just before it is durable or just
 * after, before the program hears of it.
 */
export type DurableWriteFate = 'go' | 'cut before' | 'cut after'

export type DurableWriteOracle = (transaction: Transaction) => DurableWriteFate

/** Opens the store of a disk for one process. */
export function openSimulatedStore(
  disk: SimulatedDisk,
  life: Life = new Life(),
  fate: DurableWriteOracle = () => 'go',
): RecordStore {
  disk.lock(life)
  let open = true
  const check = () => {
    if (!open) throw new Error('the store is closed')
  }
  const commit = async (transaction: Transaction): Promise<CommitResult> => {
    check()
    await Promise.resolve()
    if (!life.alive) return never()
    const happens = fate(transaction)
    if (happens === 'cut before') {
      life.kill()
      return never()
    }
    const result = disk.apply(transaction)
    if (happens === 'cut after') {
      life.kill()
      return never()
    }
    return life.answer(result)
  }
  return {
    get: async (key) => {
      check()
      return life.answer(copyRow(disk.get(key)))
    },
    list: async (prefix, options) => {
      check()
      return life.answer(select(disk.rows(), prefix, options))
    },
    commit,
    revision: async () => life.answer(disk.revision),
    close: async () => {
      open = false
      disk.unlock(life)
    },
  }
}

function select(rows: readonly Row[], prefix: string, options: ListOptions = {}): readonly Row[] {
  return rows
    .filter(
      (row) =>
        row.key.startsWith(prefix) &&
        (options.after === undefined || row.key > options.after) &&
        row.revision > (options.sinceRevision ?? 0),
    )
    .slice(0, options.limit)
    .map((row) => ({ ...row, value: row.value.slice() }))
}

function copyRow(row: Row | undefined): Row | undefined {
  return row && { ...row, value: row.value.slice() }
}
