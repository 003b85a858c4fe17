import { toHex } from '@keyturn/bytes'
import type { Clock, Random, RecordStore } from '@keyturn/platform/ports'
import { decodeRecord, encodeRecord } from '../records/index.ts'

/**
 * Where the revisions of a store come from. Each start of a server writes a row with a random token;
 * the row's own revision says from where on revisions belong to that start, its incarnation. A store
 * that is put back to an older state starts again with another token, so a revision that was given out
 * before is recognised as belonging to a future that this store does not have.
 */
export interface Lineage {
  /** In order of revision; the last one is the incarnation of now. */
  readonly incarnations: readonly Incarnation[]
  /** The store's newest revision. */
  readonly revision: number
}

export interface Incarnation {
  /** 32 hex digits. */
  readonly token: string
  /** The first revision that belongs to it. */
  readonly from: number
}

/** The row `replication/position` of a secondary: what it has of its primary. */
export interface Position {
  readonly version: 1
  /** The token of the incarnation that the highest revision named here belongs to. */
  readonly incarnation: string
  /** Every record that was last changed at or before this revision of the primary is here. */
  readonly revision: number
  /** A run under way: records up to this key are here as of `target`. */
  readonly partial?: { readonly target: number; readonly after: string }
}

/** How a secondary's position stands to a primary's lineage. */
export type Standing =
  /** All that the secondary has, the primary has given, and still has. */
  | 'continues'
  /** The secondary has not had anything from a primary yet. */
  | 'first'
  /** The secondary has something from a past that is not this primary's. */
  | 'diverged'

export function standing(position: Position | undefined, lineage: Lineage): Standing {
  if (position === undefined) return 'first'
  const { incarnations, revision } = lineage
  const at = incarnations.findIndex(({ token }) => token === position.incarnation)
  if (at < 0) return 'diverged'
  const end = incarnations[at + 1]?.from ?? revision + 1
  return (position.partial?.target ?? position.revision) < end ? 'continues' : 'diverged'
}

/** The incarnation that `revision` belongs to; the oldest one known for what lies before all. */
export function incarnationOf(lineage: Lineage, revision: number): string {
  const found = lineage.incarnations.findLast(({ from }) => from <= revision)
  return (found ?? lineage.incarnations[0] as Incarnation).token
}

interface IncarnationRecord {
  readonly version: 1
  /** Milliseconds since 1970, for people. */
  readonly started: number
}

const PREFIX = 'replication/incarnation/'
/** Older ones are forgotten: a secondary that stands there is compared record by record. */
const MAX_INCARNATIONS = 256
const TOKEN_BYTES = 16

/** The proof that an incarnation was begun; its token. */
export type IncarnationToken = string & { readonly brand: 'incarnation' }

/**
 * Begins an incarnation of this store: the first write after each start, in every role. Whatever is
 * written before it would count as the work of the start before.
 */
export async function beginIncarnation(
  store: RecordStore,
  ports: { readonly random: Random; readonly clock: Clock },
): Promise<IncarnationToken> {
  const former = await readIncarnations(store)
  const record: IncarnationRecord = { version: 1, started: ports.clock.now() }
  const token = toHex(ports.random.bytes(TOKEN_BYTES)) as IncarnationToken
  const key = PREFIX + token
  await store.commit({
    compare: [{ key, revision: 0 }],
    put: [{ key, value: encodeRecord(record) }],
    remove: former.slice(0, -(MAX_INCARNATIONS - 1)).slice(0, MAX_INCARNATIONS / 4)
      .map((old) => PREFIX + old.token),
  })
  return token
}

export async function readLineage(store: RecordStore): Promise<Lineage> {
  const incarnations = await readIncarnations(store)
  return { incarnations, revision: await store.revision() }
}

async function readIncarnations(store: RecordStore): Promise<readonly Incarnation[]> {
  const rows = await store.list(PREFIX)
  for (const row of rows) decodeRecord<IncarnationRecord>(row.key, row.value)
  return rows
    .map(({ key, revision }) => ({ token: key.slice(PREFIX.length), from: revision }))
    .sort((one, other) => one.from - other.from)
}
