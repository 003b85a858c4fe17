import { closeSync, fsyncSync, openSync } from 'node:fs'
import type { SqliteDatabase } from './sqlite-driver.ts'

/**
 * Writes the table `guarded` anew, within the caller's transaction: the pages of the old one are
 * zeroed as they are freed, and the new one, filled in ascending order, leaves no copies in slack.
 */
export function rewriteGuarded(database: SqliteDatabase): void {
  const rows = database.prepare('SELECT key, value, revision FROM guarded ORDER BY id').all()
  database.exec('DELETE FROM guarded')
  const insert = database.prepare('INSERT INTO guarded (key, value, revision) VALUES (?, ?, ?)')
  for (const row of rows) {
    insert.run(row['key'] as string, row['value'] as Uint8Array, row['revision'] as number)
  }
}

/**
 * Builds the whole file anew if a transaction asked for it. The wish is a row of the same
 * transaction and goes only after the new pages: a crash in between leaves the work to the next
 * start.
 */
export function vacuumIfPending(database: SqliteDatabase): void {
  const pending = database.prepare("SELECT value FROM meta WHERE name = 'vacuum_pending'").get()
  if (pending?.['value'] !== 1) return
  database.exec('VACUUM')
  database.exec("UPDATE meta SET value = 0 WHERE name = 'vacuum_pending'")
}

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
