import { ByteWriter, encodeUtf8, wipe } from '@keyturn/bytes'
import type { Cryptography, RecordStore, Row } from '@keyturn/platform/ports'
import {
  type ClientRecord, decodeRecord, encodeRecord, type Json, type ObjectRecord, prefixes, type State,
} from '../records/index.ts'
import { reseal, type Seal } from '../seal/index.ts'
import { fault, ReplicationError } from './faults.ts'

export const OBJECT_PREFIX = 'object/'
export const NAME_PREFIX = 'name/'
const CLIENT_PREFIX = 'client/'

/** What replication carries, in the order in which it goes. */
export const replicatedPrefixes: readonly string[] = prefixes
  .filter(({ scope }) => scope === 'replicated')
  .map(({ prefix }) => prefix)
  .sort()

export const isReplicated = (key: string): boolean =>
  replicatedPrefixes.some((prefix) => key.startsWith(prefix))

/** What people are told the number of: the row of a name counts with its object. */
export const counts = ({ key }: { readonly key: string }): boolean => !key.startsWith(NAME_PREFIX)

/** A record as it travels: key material is sealed for the way, all else as in the row. */
export interface TravellingRecord {
  readonly key: string
  readonly record: { readonly [name: string]: Json | undefined }
}

export type AnyRecord = { readonly version: 1 } & { readonly [name: string]: Json | undefined }

/** A certificate that waits for approval waits at the server that saw it, and nowhere else. */
export function travels(row: Row): boolean {
  if (!row.key.startsWith(CLIENT_PREFIX)) return true
  return decodeRecord<ClientRecord>(row.key, row.value).status !== 'pending'
}

export function packRecord(row: Row, seal: Seal, way: Seal): TravellingRecord {
  const record = decodeRecord<AnyRecord>(row.key, row.value)
  if (!row.key.startsWith(OBJECT_PREFIX)) return { key: row.key, record }
  const object = record as unknown as ObjectRecord
  if (object.material === undefined) return { key: row.key, record }
  const material = reseal(seal, way, object.uniqueIdentifier, object.material)
  if (material === undefined) throw damaged(object)
  return { key: row.key, record: { ...record, material: { ...material } } }
}

/** How far an object is in its life; the later of two forms of one object is the higher. */
export interface Age {
  /** Last Change Date, seconds since 1970. */
  readonly lastChange: number
  readonly state: State
}

const ranks: readonly State[] =
  ['PreActive', 'Active', 'Deactivated', 'Compromised', 'Destroyed', 'DestroyedCompromised']

/** Positive when the first one is later; the state decides within one second. */
export function compareAge(one: Age, other: Age): number {
  const seconds = one.lastChange - other.lastChange
  return seconds === 0 ? ranks.indexOf(one.state) - ranks.indexOf(other.state) : seconds
}

export function ageOf(record: ObjectRecord): Age {
  return { lastChange: record.dates.lastChange, state: record.state }
}

/**
 * SHA-256 over what a row says, the same on every server: for an object, the record without its
 * sealed form, and the key material itself (docs/protocols/replication.md).
 */
export function recordDigest(
  row: Row,
  seal: Seal,
  cryptography: Pick<Cryptography, 'sha256'>,
): Uint8Array {
  const record = decodeRecord<AnyRecord>(row.key, row.value)
  if (!row.key.startsWith(OBJECT_PREFIX)) {
    return digestOf(cryptography, row.key, encodeRecord(record), new Uint8Array(0))
  }
  const { material: sealed, ...plain } = record as unknown as ObjectRecord
  if (sealed === undefined) {
    return digestOf(cryptography, row.key, encodeRecord(plain), new Uint8Array(0))
  }
  const material = seal.open(plain.uniqueIdentifier, sealed)
  if (material === undefined) throw damaged(plain)
  const digest = digestOf(cryptography, row.key, encodeRecord(plain), material)
  wipe(material)
  return digest
}

function digestOf(
  cryptography: Pick<Cryptography, 'sha256'>,
  key: string,
  plain: Uint8Array,
  material: Uint8Array,
): Uint8Array {
  const writer = new ByteWriter(plain.length + material.length + 256)
  for (const part of [encodeUtf8(key), plain, material]) writer.u32(part.length).bytes(part)
  const text = writer.finish()
  const digest = cryptography.sha256(text)
  wipe(text)
  return digest
}

const damaged = ({ uniqueIdentifier }: Pick<ObjectRecord, 'uniqueIdentifier'>): ReplicationError =>
  new ReplicationError(fault('MaterialDamaged', { object: uniqueIdentifier }))

/** Rows under a prefix, page by page, those that do not travel left out. */
export async function* rowsUnder(
  store: RecordStore,
  prefix: string,
  options: { readonly after?: string; readonly sinceRevision?: number; readonly pageRows: number },
): AsyncGenerator<Row> {
  let { after } = options
  for (;;) {
    const page = await store.list(prefix, {
      limit: options.pageRows,
      ...(after === undefined ? {} : { after }),
      ...(options.sinceRevision === undefined ? {} : { sinceRevision: options.sinceRevision }),
    })
    for (const row of page) if (travels(row)) yield row
    if (page.length < options.pageRows) return
    after = (page.at(-1) as Row).key
  }
}

