import { closeSync, fsyncSync, openSync } from 'node:fs'
import type { SqliteDatabase } from './sqlite-driver.ts'

/**
 * Moves every page of the log into the database and cuts the log to nothing. SQLite does not sync
 * that cut, so a power failure could bring the old log back: it is synced here. The log's file
 * carries no lock, so opening and closing it drops none.
 */
export function emptyLog(database: SqliteDatabase, place: string): void {
  const answer = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
  if (answer?.['busy'] !== 0) throw new Error('the log could not be emptied')
  const log = openSync(`${place}-wal`, 'r+')
  try {
    fsyncSync(log)
  } finally {
    closeSync(log)
  }
}
