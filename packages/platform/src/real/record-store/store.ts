import type {
  CommitResult, ListOptions, RecordStore, Row, Transaction,
} from '../../ports/index.ts'
import { checkLimit, checkTransaction } from './limits.ts'
import { emptyLog } from './log.ts'
import { headBytes, tailBytes } from './padding.ts'
import { firstKeyAfterPrefix } from './prefix.ts'
import { closeDatabase } from './sqlite-driver.ts'
import type { SqliteDatabase, SqliteRow, SqliteStatement, SqliteValue } from './sqlite-driver.ts'

interface Waiting {
  readonly transaction: Transaction
  readonly resolve: (result: CommitResult) => void
  readonly reject: (cause: Error) => void
}

/** A row as the transactions see it: `content` is where its value lies. */
interface Place {
  readonly revision: number
  readonly content: number
}

const head = new Uint8Array(headBytes)

/**
 * Commits that arrive in the same turn of the event loop share one transaction of SQLite and so one
 * fsync. Each of them compares before it writes, so one that fails leaves nothing to roll back.
 */
export class SqliteRecordStore implements RecordStore {
  readonly #database: SqliteDatabase
  readonly #place: string
  readonly #statements: Statements
  #waiting: Waiting[] = []
  /** The batch under way replaces or removes values that must be in no page. */
  #scrubbing = false
  #revision: number
  /** Why the store works no more: closed, or failed. */
  #ended: Error | undefined

  constructor(database: SqliteDatabase, place: string) {
    this.#database = database
    this.#place = place
    this.#statements = prepareStatements(database)
    this.#revision = readRevision(database)
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
    this.#scrubbing = false
    this.#database.exec('BEGIN IMMEDIATE')
    const results = batch.map(({ transaction }) => this.#apply(transaction))
    if (this.#revision === before) {
      this.#database.exec('ROLLBACK')
      return results
    }
    this.#statements.setRevision.run(this.#revision)
    this.#database.exec('COMMIT')
    if (this.#scrubbing) emptyLog(this.#database, this.#place)
    return results
  }

  #apply({ compare = [], put = [], remove = [], scrub = false }: Transaction): CommitResult {
    const holds = compare.every(({ key, revision }) => (this.#find(key)?.revision ?? 0) === revision)
    if (!holds) return { committed: false }
    const revision = ++this.#revision
    const { deleteContent, deleteRecord } = this.#statements
    for (const key of remove) {
      const found = this.#find(key)
      if (!found) continue
      deleteContent.run(found.content)
      deleteRecord.run(key)
      this.#scrubbing ||= scrub
    }
    for (const { key, value } of put) {
      if (this.#put(key, value, revision)) this.#scrubbing ||= scrub
    }
    return { committed: true, revision }
  }

  /** Whether the row was there before. */
  #put(key: string, value: Uint8Array, revision: number): boolean {
    const { insertContent, insertRecord, updateContent, updateRecord } = this.#statements
    const found = this.#find(key)
    const tail = new Uint8Array(tailBytes(value.length))
    if (found) {
      updateContent.run(value, tail, found.content)
      updateRecord.run(revision, key)
      return true
    }
    const content = insertContent.get(head, value, tail)?.['id'] as number
    insertRecord.run(key, revision, content)
    return false
  }

  #find(key: string): Place | undefined {
    return this.#statements.find.get(key) as Place | undefined
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

function readRevision(database: SqliteDatabase): number {
  const row = database.prepare("SELECT value FROM meta WHERE name = 'revision'").get()
  return row?.['value'] as number
}

type Statements = ReturnType<typeof prepareStatements>

function prepareStatements(database: SqliteDatabase) {
  const statement = (sql: string): SqliteStatement => database.prepare(sql)
  return {
    get: statement('SELECT key, value, revision FROM key_value WHERE key = ?'),
    find: statement('SELECT revision, content FROM record WHERE key = ?'),
    setRevision: statement("UPDATE meta SET value = ? WHERE name = 'revision'"),
    insertContent: statement('INSERT INTO content (head, value, tail) VALUES (?, ?, ?) RETURNING id'),
    updateContent: statement('UPDATE content SET value = ?, tail = ? WHERE id = ?'),
    deleteContent: statement('DELETE FROM content WHERE id = ?'),
    insertRecord: statement('INSERT INTO record (key, revision, content) VALUES (?, ?, ?)'),
    updateRecord: statement('UPDATE record SET revision = ? WHERE key = ?'),
    deleteRecord: statement('DELETE FROM record WHERE key = ?'),
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
  let sql = 'SELECT key, value, revision FROM key_value'
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
