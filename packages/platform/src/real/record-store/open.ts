import { chmodSync, closeSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { OpenRecordStore, RecordStore } from '../../ports/index.ts'
import { emptyLog } from './log.ts'
import { pageBytes } from './padding.ts'
import { createTables, readFormat } from './schema.ts'
import { closeDatabase, openDatabase } from './sqlite-driver.ts'
import type { SqliteDatabase } from './sqlite-driver.ts'
import { SqliteRecordStore } from './store.ts'

const defaultLockWaitMs = 5_000
const lockPollMs = 25
/** Pages that the log may grow to before it is moved into the database: 4 MiB. */
const checkpointPages = 4_096

/** Result codes of SQLite (sqlite.org/rescode.html). */
const sqliteBusy = 5
const sqliteNotADatabase = 26

/**
 * A record store in one SQLite file (docs/formats/record-store.md). Rejects, in words, when another
 * process holds the file, when it is of another program or an unknown format version.
 */
export const openRecordStore: OpenRecordStore = async (place, options = {}) => {
  createFile(place)
  const deadline = performance.now() + (options.lockWaitMs ?? defaultLockWaitMs)
  for (;;) {
    const store = await tryOpen(place)
    if (store) return store
    if (performance.now() >= deadline) {
      throw new Error(`${place} is in use by another process; stop that one, then try again`)
    }
    await new Promise((resolve) => setTimeout(resolve, lockPollMs))
  }
}

/** Undefined while another process holds the lock. */
async function tryOpen(place: string): Promise<RecordStore | undefined> {
  const database = await openDatabase(place)
  try {
    takeLock(database)
  } catch (cause) {
    database.close()
    const code = Number((cause as { errcode?: number }).errcode ?? 0) & 0xff
    if (code === sqliteBusy) return undefined
    if (code === sqliteNotADatabase) {
      throw new Error(`${place} is not a record store, or it is damaged`, { cause })
    }
    throw cause
  }
  try {
    prepare(database, place)
    return new SqliteRecordStore(database, place)
  } catch (cause) {
    closeDatabase(database)
    throw cause
  }
}

/**
 * Exclusive before the first access: the log then needs no shared memory, and the lock is held from
 * here until the process ends, however it ends. Without prepared statements, see `closeDatabase`.
 */
function takeLock(database: SqliteDatabase): void {
  // The size holds for a new file, and only when nothing has been read yet.
  database.exec(`PRAGMA page_size = ${pageBytes}`)
  database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE')
  database.exec('BEGIN EXCLUSIVE; COMMIT')
}

function prepare(database: SqliteDatabase, place: string): void {
  const format = readFormat(database)
  if (format.kind === 'refused') throw new Error(`${place} ${format.reason}`)
  database.exec('PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF')
  const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode']
  if (mode !== 'wal') throw new Error(`${place}: this file system does not allow a write-ahead log`)
  database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')
  database.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`)
  if (format.kind === 'new') createTables(database)
  const pageSize = database.prepare('PRAGMA page_size').get()?.['page_size']
  if (pageSize !== pageBytes) throw new Error(`${place} has pages of ${String(pageSize)} bytes`)
  // A crash may have come between the commit of a scrubbing transaction and its checkpoint.
  emptyLog(database, place)
}

/** Creates the file with its mode before SQLite does (the log takes the mode over), durably. */
function createFile(place: string): void {
  try {
    const file = openSync(place, 'ax', 0o600)
    fsyncSync(file)
    closeSync(file)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    chmodSync(place, 0o600)
    return
  }
  const folder = openSync(dirname(place), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
