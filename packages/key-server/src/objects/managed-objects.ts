import { attributeValues } from '@keyturn/kmip'
import {
  MAX_VALUE_BYTES, type Cryptography, type RecordStore, type Transaction,
} from '@keyturn/platform/ports'
import { isDestroyed, purge, settle } from '../lifecycle/index.ts'
import {
  decodeRecord, encodeRecord, recordKey, type Ledger, type LedgerEntry, type NameRecord,
  type ObjectRecord,
} from '../records/index.ts'
import { refuse, Refusal, type RefusalCode } from '../refusals/index.ts'

export interface ManagedObjectsPorts {
  readonly store: RecordStore
  readonly ledger: Ledger
  readonly cryptography: Cryptography
}

/** A change that met another one of the same rows is made again on what that one left. */
const MAX_ATTEMPTS = 16

/** Characters of a Unique Identifier; a longer one in a request cannot be one of ours. */
const MAX_IDENTIFIER_LENGTH = 128

interface Version {
  readonly record: ObjectRecord
  readonly revision: number
}

/**
 * Objects as rows. Every change is one transaction that compares what it read first: the object's row,
 * the rows of the Names that it takes, and the audit record with it. When a promise here resolves
 * without a refusal, the change is durable.
 */
export class ManagedObjects {
  readonly #ports: ManagedObjectsPorts

  constructor(ports: ManagedObjectsPorts) {
    this.#ports = ports
  }

  /** The object as of `now` (seconds). One of another group does not exist. */
  async read(uniqueIdentifier: string, group: string, now: number): Promise<ObjectRecord | Refusal> {
    const found = await this.#read(uniqueIdentifier, group, now)
    return found instanceof Refusal ? found : found.record
  }

  /** Refuses a Name that another object of the group has. */
  async create(record: ObjectRecord, entry: LedgerEntry): Promise<ObjectRecord | Refusal> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const transaction = await this.#transaction(undefined, record, 'NameInUseOnCreation')
      if (transaction instanceof Refusal) return transaction
      const { committed } = await this.#ports.ledger.commit(transaction, entry)
      if (committed) return record
    }
    throw new Error(`${MAX_ATTEMPTS} attempts to create ${record.uniqueIdentifier} met others`)
  }

  /** Changes the object; `change` may be called more than once and gives the new record or refuses. */
  async change(
    place: { readonly uniqueIdentifier: string; readonly group: string; readonly now: number },
    entry: LedgerEntry,
    change: (record: ObjectRecord) => ObjectRecord | Refusal,
  ): Promise<ObjectRecord | Refusal> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const before = await this.#read(place.uniqueIdentifier, place.group, place.now)
      if (before instanceof Refusal) return before
      const after = change(before.record)
      if (after instanceof Refusal) return after
      const transaction = await this.#transaction(before, after, 'NameInUse')
      if (transaction instanceof Refusal) return transaction
      const { committed } = await this.#ports.ledger.commit(transaction, entry)
      if (committed) return after
    }
    throw new Error(`${MAX_ATTEMPTS} attempts to change ${place.uniqueIdentifier} met others`)
  }

  /**
   * Removes the sealed material of a destroyed object whose time is over, from every page of the store.
   * False when it is not (or no more) to be removed.
   */
  async purge(uniqueIdentifier: string, entry: LedgerEntry, now: number): Promise<boolean> {
    const key = recordKey.object(uniqueIdentifier)
    const row = await this.#ports.store.get(key)
    if (row === undefined) return false
    const purged = purge(decodeRecord<ObjectRecord>(key, row.value), now)
    if (purged === undefined) return false
    const { committed } = await this.#ports.ledger.commit({
      compare: [{ key, revision: row.revision }],
      put: [{ key, value: encodeRecord(purged) }],
      scrub: true,
    }, entry)
    return committed
  }

  async #read(uniqueIdentifier: string, group: string, now: number): Promise<Version | Refusal> {
    const key = recordKey.object(uniqueIdentifier)
    const row = uniqueIdentifier.length <= MAX_IDENTIFIER_LENGTH
      ? await this.#ports.store.get(key)
      : undefined
    if (row === undefined) return refuse('ObjectNotFound', { object: uniqueIdentifier })
    const record = decodeRecord<ObjectRecord>(key, row.value)
    if (record.group !== group) return refuse('ObjectNotFound', { object: uniqueIdentifier })
    return { record: settle(record, now), revision: row.revision }
  }

  async #transaction(
    before: Version | undefined,
    after: ObjectRecord,
    nameInUse: RefusalCode,
  ): Promise<Transaction | Refusal> {
    const key = recordKey.object(after.uniqueIdentifier)
    const value = encodeRecord(after)
    if (value.length > MAX_VALUE_BYTES) return refuse('ObjectTooLong', { limit: MAX_VALUE_BYTES })
    const compare = [{ key, revision: before?.revision ?? 0 }]
    const put = [{ key, value }]
    const remove: string[] = []
    const [held, wanted] = [before ? namesOf(before.record) : new Set<string>(), namesOf(after)]
    for (const name of wanted) {
      if (held.has(name)) continue
      const nameKey = this.#nameKey(after.group, name)
      if (await this.#ports.store.get(nameKey)) return refuse(nameInUse, { name })
      const record: NameRecord = { version: 1, uniqueIdentifier: after.uniqueIdentifier }
      compare.push({ key: nameKey, revision: 0 })
      put.push({ key: nameKey, value: encodeRecord(record) })
    }
    for (const name of held) if (!wanted.has(name)) remove.push(this.#nameKey(after.group, name))
    return { compare, put, remove }
  }

  #nameKey(group: string, name: string): string {
    return recordKey.name(this.#ports.cryptography, group, name)
  }
}

/** The Names that an object keeps others from taking: none once it is destroyed. */
export function namesOf(record: ObjectRecord): ReadonlySet<string> {
  if (isDestroyed(record.state)) return new Set()
  return new Set(attributeValues(record.attributes, 'Name').map(({ nameValue }) => nameValue))
}
