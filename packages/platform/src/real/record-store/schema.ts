import type { SqliteDatabase } from './sqlite-driver.ts'

/** "Ktrn": marks the file as ours (docs/formats/record-store.md). */
export const applicationId = 0x4b74726e
/** The format that this program writes, as PRAGMA user_version. */
export const formatVersion = 1

/** The layout of `content` is explained in padding.ts. */
const tables = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
INSERT INTO meta VALUES ('revision', 0);
CREATE TABLE content (
  id INTEGER PRIMARY KEY, head BLOB NOT NULL, value BLOB NOT NULL, tail BLOB NOT NULL
) STRICT;
CREATE TABLE record (
  key TEXT PRIMARY KEY, revision INTEGER NOT NULL, content INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX record_by_revision ON record (revision);
CREATE VIEW key_value AS
  SELECT key, value, revision FROM record JOIN content ON content.id = record.content;
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${formatVersion};
`

/** What a file is: ours and readable, new, or why it must not be touched. */
export type Format =
  | { readonly kind: 'current' }
  | { readonly kind: 'new' }
  | { readonly kind: 'refused'; readonly reason: string }

export function readFormat(database: SqliteDatabase): Format {
  const version = pragma(database, 'user_version')
  const application = pragma(database, 'application_id')
  if (application === applicationId) {
    if (version === formatVersion) return { kind: 'current' }
    return {
      kind: 'refused',
      reason: `has format version ${version}, and this program knows version ${formatVersion}`
        + ' only; run the program that wrote it, or a newer one',
    }
  }
  const empty = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'] === 0
  if (application === 0 && version === 0 && empty) return { kind: 'new' }
  return { kind: 'refused', reason: 'is a database of another program; name another file' }
}

export function createTables(database: SqliteDatabase): void {
  database.exec('BEGIN IMMEDIATE')
  database.exec(tables)
  database.exec('COMMIT')
}

function pragma(database: SqliteDatabase, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
