import type { AttributeFilter } from '@keyturn/kmip'
import type { Cryptography, RecordStore } from '@keyturn/platform/ports'
import { describe, keyOf } from '../attributes/index.ts'
import { isDestroyed, settle } from '../lifecycle/index.ts'
import { decodeRecord, type CommitListener, type ObjectRecord } from '../records/index.ts'
import { matches } from './match.ts'
import { Postings } from './postings.ts'
import { groupTerm, termOf, termsOf } from './terms.ts'

export interface LocateQuery {
  readonly group: string
  readonly conditions: readonly AttributeFilter[]
  /** Seconds: states are those of now. */
  readonly now: number
  /** Which objects count by their storage: those that live, those that were destroyed. */
  readonly online: boolean
  readonly destroyed: boolean
}

const objectPrefix = 'object/'
const pageRows = 1000

/**
 * All objects in memory, without key material, so that Locate reads no store: about 1 KB each. Follows
 * the commits of the store it was loaded from.
 */
export class ObjectIndex {
  readonly #cryptography: Pick<Cryptography, 'sha256'>
  readonly #objects = new Map<string, ObjectRecord>()
  readonly #postings = new Postings<ObjectRecord>()

  constructor(cryptography: Pick<Cryptography, 'sha256'>) {
    this.#cryptography = cryptography
  }

  get size(): number {
    return this.#objects.size
  }

  /** Reads every object of the store. Nothing may commit meanwhile. */
  async load(store: RecordStore): Promise<void> {
    let after: string | undefined
    for (;;) {
      const rows = await store.list(objectPrefix, {
        limit: pageRows, ...(after === undefined ? {} : { after }),
      })
      for (const { key, value } of rows) this.#put(key, value)
      after = rows.at(-1)?.key
      if (rows.length < pageRows) return
    }
  }

  readonly follow: CommitListener = (transaction) => {
    for (const key of transaction.remove ?? []) {
      if (key.startsWith(objectPrefix)) this.#remove(key.slice(objectPrefix.length))
    }
    for (const { key, value } of transaction.put ?? []) {
      if (key.startsWith(objectPrefix)) this.#put(key, value)
    }
  }

  /** Unique Identifiers of the matching objects, newest first. */
  locate(query: LocateQuery): readonly string[] {
    const asked = new Set(query.conditions.map(keyOf))
    const found: ObjectRecord[] = []
    for (const record of this.#candidates(query)) {
      const settled = settle(record, query.now)
      if (isDestroyed(settled.state) ? !query.destroyed : !query.online) continue
      if (query.conditions.length > 0) {
        const attributes = describe(settled, this.#cryptography, asked)
        if (!matches(attributes, query.conditions)) continue
      }
      found.push(record)
    }
    // Members stand in order of making, so reversed they are nearly sorted, which the sort uses.
    return found.reverse().sort(newestFirst).map(({ uniqueIdentifier }) => uniqueIdentifier)
  }

  /** Objects whose tombstone is over at `now` (seconds): their sealed material is to be removed. */
  expired(now: number): readonly ObjectRecord[] {
    return [...this.#objects.values()].filter(({ tombstone }) =>
      tombstone !== undefined && tombstone.purgeAfter <= now)
  }

  /** The smallest set that holds every match. */
  #candidates({ group, conditions }: LocateQuery): Iterable<ObjectRecord> {
    let best = groupTerm(group)
    for (const condition of conditions) {
      const term = termOf(group, condition)
      if (term === undefined) continue
      if (this.#postings.count(term) < this.#postings.count(best)) best = term
    }
    return this.#postings.of(best)
  }

  #put(key: string, value: Uint8Array): void {
    const { material: _, ...record } = decodeRecord<ObjectRecord>(key, value)
    this.#remove(record.uniqueIdentifier)
    this.#objects.set(record.uniqueIdentifier, record)
    for (const term of termsOf(record)) this.#postings.add(term, record)
  }

  #remove(uniqueIdentifier: string): void {
    const record = this.#objects.get(uniqueIdentifier)
    if (record === undefined) return
    this.#objects.delete(uniqueIdentifier)
    for (const term of termsOf(record)) this.#postings.remove(term, record)
  }
}

function newestFirst(one: ObjectRecord, other: ObjectRecord): number {
  const seconds = other.dates.initial - one.dates.initial
  if (seconds !== 0) return seconds
  return one.uniqueIdentifier < other.uniqueIdentifier ? 1 : -1
}
