import type {
  CommitResult, ListOptions, RecordStore, Row, Transaction,
} from '../../ports/index.ts'
import { checkLimit, checkTransaction } from './limits.ts'
import { firstKeyAfterPrefix } from './prefix.ts'
import { emptyLog, rewriteGuarded, vacuumIfPending } from './scrub.ts'
import { closeDatabase } from './sqlite-driver.ts'
import type { SqliteDatabase, SqliteRow, SqliteStatement, SqliteValue } from './sqlite-driver.ts'

interface Waiting {
  readonly transaction: Transaction
  readonly resolve: (result: CommitResult) => void
  readonly reject: (cause: Error) => void
}

/** Which tables a batch must have scrubbed before it is answered. */
interface Scrubbing {
  guarded: boolean
  record: boolean
}

/**
 * Commits that arrive in the same turn of the event loop share one transaction of SQLite and so one
 * fsync. Each of them compares before it writes, so one that fails leaves nothing to roll back.
 */
export class SqliteRecordStore implements RecordStore {
  readonly #database: SqliteDatabase
  readonly #place: string
  readonly #statements: Statements
  #waiting: Waiting[] = []
  #revision: number
  /** Why the store works no more: closed, or failed. */
  #ended: Error | undefined

  constructor(database: SqliteDatabase, place: string) {
    this.#database = database
    this.#place = place
    this.#statements = prepareStatements(database)
    const row = database.prepare("SELECT value FROM meta WHERE name = 'revision'").get()
    this.#revision = row?.['value'] as number
  }

  async get(key: string): Promise<Row | undefined> {
    this.#assertOpen()
    const row = this.#statements.get.get(key)
    return row && asRow(row)
  }

  async list(prefix: string, options: ListOptions = {}): Promise<readonly Row[]> {
    this.#assertOpen()
    const { sql, parameters } = listQuery(prefix, options)
    return this.#database.prepare(sql).all(...parameters).map(asRow)
  }

  async commit(transaction: Transaction): Promise<CommitResult> {
    this.#assertOpen()
    checkTransaction(transaction)
    if (this.#waiting.length === 0) setImmediate(() => this.#flush())
    return new Promise((resolve, reject) => {
      // The caller may wipe its buffers before the batch is written.
      const put = transaction.put?.map(({ key, value }) => ({ key, value: new Uint8Array(value) })) ?? []
      this.#waiting.push({ transaction: { ...transaction, put }, resolve, reject })
    })
  }

  async revision(): Promise<number> {
    this.#assertOpen()
    return this.#revision
  }

  async close(): Promise<void> {
    this.#flush()
    if (this.#ended) return
    this.#ended = new Error(`${this.#place} is closed`)
    // Out of the log's mode, so that one file holds everything, and the lock can be let go.
    this.#database.exec('PRAGMA journal_mode = DELETE')
    closeDatabase(this.#database)
  }

  #assertOpen(): void {
    if (this.#ended) throw this.#ended
  }

  #flush(): void {
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length === 0) return
    try {
      const results = this.#commitBatch(batch)
      for (const [i, { resolve }] of batch.entries()) resolve(results[i] as CommitResult)
    } catch (cause) {
      const failure = this.#fail(cause)
      for (const { reject } of batch) reject(failure)
    }
  }

  #commitBatch(batch: readonly Waiting[]): CommitResult[] {
    const before = this.#revision
    const scrubbing: Scrubbing = { guarded: false, record: false }
    this.#database.exec('BEGIN IMMEDIATE')
    const results = batch.map(({ transaction }) => this.#apply(transaction, scrubbing))
    if (this.#revision === before) {
      this.#database.exec('ROLLBACK')
      return results
    }
    this.#statements.setMeta.run(this.#revision, 'revision')
    if (scrubbing.record) this.#statements.setMeta.run(1, 'vacuum_pending')
    if (scrubbing.guarded) rewriteGuarded(this.#database)
    this.#database.exec('COMMIT')
    if (scrubbing.record) vacuumIfPending(this.#database)
    if (scrubbing.record || scrubbing.guarded) emptyLog(this.#database, this.#place)
    return results
  }

  #apply(transaction: Transaction, scrubbing: Scrubbing): CommitResult {
    const { compare = [], put = [], remove = [], scrub = false } = transaction
    const { get, updateRecord, updateGuarded, insertRecord, insertGuarded } = this.#statements
    const revisionOf = (key: string): unknown => get.get(key)?.['revision'] ?? 0
    const holds = compare.every(({ key, revision }) => revisionOf(key) === revision)
    if (!holds) return { committed: false }
    const revision = ++this.#revision
    for (const key of remove) this.#take(key, scrub, scrubbing)
    for (const { key, value } of put) {
      if (scrub) {
        this.#take(key, scrub, scrubbing)
        insertGuarded.run(key, value, revision)
      } else if (updateRecord.get(value, revision, key) === undefined
        && updateGuarded.get(value, revision, key) === undefined) {
        insertRecord.run(key, value, revision)
      }
    }
    return { committed: true, revision }
  }

  /** Removes a row from whichever table holds it, and notes what must be scrubbed for it. */
  #take(key: string, scrub: boolean, scrubbing: Scrubbing): void {
    const inRecord = this.#statements.deleteRecord.get(key) !== undefined
    const inGuarded = this.#statements.deleteGuarded.get(key) !== undefined
    if (!scrub) return
    if (inRecord) scrubbing.record = true
    if (inGuarded) scrubbing.guarded = true
  }

  /** A retry of a failed sync would lie: after any failure the store does nothing more. */
  #fail(cause: unknown): Error {
    const reason = cause instanceof Error ? cause.message : String(cause)
    this.#ended = new Error(
      `${this.#place} could not be written (${reason}); `
      + 'end the program, mend the disk, start it again',
      { cause },
    )
    try {
      this.#database.close()
    } catch {
      // Closing may fail for the same reason; the first one has been reported.
    }
    return this.#ended
  }
}

type Statements = ReturnType<typeof prepareStatements>

function prepareStatements(database: SqliteDatabase) {
  const statement = (sql: string): SqliteStatement => database.prepare(sql)
  // RETURNING tells whether a row was there.
  const update = 'SET value = ?, revision = ? WHERE key = ? RETURNING id'
  const insert = '(key, value, revision) VALUES (?, ?, ?)'
  return {
    get: statement('SELECT key, value, revision FROM every_record WHERE key = ?'),
    setMeta: statement('UPDATE meta SET value = ? WHERE name = ?'),
    updateRecord: statement(`UPDATE record ${update}`),
    updateGuarded: statement(`UPDATE guarded ${update}`),
    insertRecord: statement(`INSERT INTO record ${insert}`),
    insertGuarded: statement(`INSERT INTO guarded ${insert}`),
    deleteRecord: statement('DELETE FROM record WHERE key = ? RETURNING id'),
    deleteGuarded: statement('DELETE FROM guarded WHERE key = ? RETURNING id'),
  }
}

interface Query {
  readonly sql: string
  readonly parameters: readonly SqliteValue[]
}

function listQuery(prefix: string, options: ListOptions): Query {
  const { after, limit, sinceRevision } = options
  // The unary plus keeps SQLite from the index of keys where that of revisions is the narrower one.
  const key = sinceRevision === undefined ? 'key' : '+key'
  const where = [`${key} >= ?`]
  const parameters: SqliteValue[] = [prefix]
  const end = firstKeyAfterPrefix(prefix)
  if (end !== undefined) {
    where.push(`${key} < ?`)
    parameters.push(end)
  }
  if (after !== undefined) {
    where.push(`${key} > ?`)
    parameters.push(after)
  }
  if (sinceRevision !== undefined) {
    where.push('revision > ?')
    parameters.push(sinceRevision)
  }
  let sql = 'SELECT key, value, revision FROM every_record'
    + ` WHERE ${where.join(' AND ')} ORDER BY ${key}`
  if (limit !== undefined) {
    checkLimit(limit)
    sql += ' LIMIT ?'
    parameters.push(limit)
  }
  return { sql, parameters }
}

function asRow(row: SqliteRow): Row {
  return {
    key: row['key'] as string,
    value: row['value'] as Uint8Array,
    revision: row['revision'] as number,
  }
}
