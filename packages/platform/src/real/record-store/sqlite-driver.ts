/** The part of node:sqlite that the store needs. @photostructure/sqlite has the same interface. */
export interface SqliteDatabase {
  exec(sql: string): void
  prepare(sql: string): SqliteStatement
  close(): void
}

export interface SqliteStatement {
  run(...parameters: SqliteValue[]): unknown
  get(...parameters: SqliteValue[]): SqliteRow | undefined
  all(...parameters: SqliteValue[]): SqliteRow[]
}

export type SqliteValue = string | number | Uint8Array
export type SqliteRow = Readonly<Record<string, unknown>>

interface SqliteModule {
  readonly DatabaseSync: new (path: string) => SqliteDatabase
}

/** From here on node:sqlite is there without a flag and without a warning. */
const firstNodeWithSqlite = 24

/** Opens a database with the SQLite of this Node, or with a package of the same interface. */
export async function openDatabase(path: string): Promise<SqliteDatabase> {
  const major = Number(process.versions.node.split('.')[0])
  const { DatabaseSync } = major >= firstNodeWithSqlite
    ? process.getBuiltinModule('node:sqlite') as SqliteModule
    : await import('@photostructure/sqlite') as SqliteModule
  return new DatabaseSync(path)
}

/**
 * Closes and lets the lock go. With @photostructure/sqlite a connection lives on, lock included, until
 * its last prepared statement is garbage: so the lock is given back by hand, at the next access after
 * the mode is set (sqlite.org/pragma.html#pragma_locking_mode).
 */
export function closeDatabase(database: SqliteDatabase): void {
  database.exec('PRAGMA locking_mode = NORMAL; SELECT 1 FROM sqlite_schema')
  database.close()
}
