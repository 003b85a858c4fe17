import { equalConstantTime, wipe } from '@keyturn/bytes'
import {
  type Cryptography, MAX_TRANSACTION_ROWS, MAX_VALUE_BYTES, type RecordStore,
} from '@keyturn/platform/ports'
import { isDestroyed } from '../lifecycle/index.ts'
import { namesOf } from '../objects/managed-objects.ts'
import {
  decodeRecord, encodeRecord, LEDGER_ROWS, type Ledger, type LedgerEntry, type NameRecord,
  type ObjectRecord, recordKey,
} from '../records/index.ts'
import type { Seal } from '../seal/index.ts'
import { fault, ReplicationError } from './faults.ts'
import {
  ageOf, type AnyRecord, compareAge, isReplicated, OBJECT_PREFIX, type TravellingRecord,
} from './records.ts'

export interface ApplyPorts {
  readonly store: RecordStore
  readonly ledger: Ledger
  readonly cryptography: Cryptography
  readonly seal: Seal
}

export interface ApplyRules {
  /** The seal of the connection that the records came over. */
  readonly way: Seal
  /** May an object go back to an earlier form? Only where the sender's history is known to be ours. */
  readonly earlierAllowed: boolean
  /**
   * Are the rows of names that the objects bear made here? Else they come as records of their own. A
   * name that another object has here already stays with it.
   */
  readonly makeNames: boolean
}

/** Rows of one transaction that belong together. */
interface Step {
  readonly compare: { key: string; revision: number }[]
  readonly put: { key: string; value: Uint8Array }[]
  readonly remove: string[]
}

/** What is written with the last of the records, and compared with each. */
export interface Finish {
  readonly compare: Step['compare']
  readonly put: Step['put']
}

/** Rows of a transaction that records may fill; the rest is for the position and the audit trail. */
const MAX_STEP_ROWS = MAX_TRANSACTION_ROWS - LEDGER_ROWS - 4

/**
 * Writes records of another server, in transactions, the last of which carries `finish.put`. Never
 * drops an object, never changes the material of one. Throws ReplicationError; what was committed
 * before that stays, which is right, since each record stands for itself.
 */
export async function applyRecords(
  ports: ApplyPorts,
  rules: ApplyRules,
  changes: { readonly records: readonly TravellingRecord[]; readonly removed: readonly string[] },
  finish: Finish,
  entry: LedgerEntry,
): Promise<void> {
  const chunk = new Chunk(ports.ledger, finish.compare, entry)
  const plans = [
    ...changes.records.map((record) => () => planRecord(ports, rules, record)),
    ...changes.removed.map((key) => () => planRemoval(ports.store, key)),
  ]
  for (const plan of plans) {
    let steps = await plan()
    if (!chunk.takes(steps)) {
      await chunk.commit([])
      // What the plan read may have been changed by the rows that went before it.
      steps = await plan()
    }
    for (const step of steps) {
      if (!chunk.takes([step])) await chunk.commit([])
      chunk.add(step)
    }
  }
  await chunk.commit(finish.put)
}

/** Collects steps that touch different rows, up to the size of a transaction. */
class Chunk {
  readonly #ledger: Ledger
  readonly #compare: Step['compare']
  readonly #entry: LedgerEntry
  #steps: Step[] = []
  #touched = new Set<string>()
  #rows = 0

  constructor(ledger: Ledger, compare: Step['compare'], entry: LedgerEntry) {
    this.#ledger = ledger
    this.#compare = compare
    this.#entry = entry
  }

  takes(steps: readonly Step[]): boolean {
    const rows = steps.reduce((sum, step) => sum + rowsOf(step), this.#rows)
    const free = steps.every((step) => keysOf(step).every((key) => !this.#touched.has(key)))
    return this.#rows === 0 || (rows <= MAX_STEP_ROWS && free)
  }

  add(step: Step): void {
    this.#steps.push(step)
    this.#rows += rowsOf(step)
    for (const key of keysOf(step)) this.#touched.add(key)
  }

  async commit(put: Step['put']): Promise<void> {
    if (this.#steps.length === 0 && put.length === 0) return
    const { committed } = await this.#ledger.commit({
      compare: [...this.#compare, ...this.#steps.flatMap(({ compare }) => compare)],
      put: [...this.#steps.flatMap((step) => step.put), ...put],
      remove: this.#steps.flatMap(({ remove }) => remove),
    }, this.#entry)
    if (!committed) throw new ReplicationError(fault('Superseded'))
    this.#steps = []
    this.#touched = new Set()
    this.#rows = 0
  }
}

const rowsOf = ({ compare, put, remove }: Step): number => compare.length + put.length + remove.length
const keysOf = ({ compare, put, remove }: Step): string[] =>
  [...new Set([...compare, ...put].map(({ key }) => key)), ...remove]

async function planRemoval(store: RecordStore, key: string): Promise<Step[]> {
  if (!isReplicated(key) || key.startsWith(OBJECT_PREFIX)) throw invalid(`no server removes ${key}`)
  const row = await store.get(key)
  return row === undefined ? [] : [{ compare: [row], put: [], remove: [key] }]
}

async function planRecord(
  ports: ApplyPorts,
  rules: ApplyRules,
  { key, record }: TravellingRecord,
): Promise<Step[]> {
  if (!isReplicated(key)) throw invalid(`${key} is no record that travels`)
  const row = await ports.store.get(key)
  const compare = [{ key, revision: row?.revision ?? 0 }]
  if (!key.startsWith(OBJECT_PREFIX)) {
    return [{ compare, put: [{ key, value: encodeRecord(record) }], remove: [] }]
  }
  const coming = record as unknown as ObjectRecord
  if (key !== recordKey.object(coming.uniqueIdentifier)) throw invalid(`${key} holds another object`)
  const current = row && decodeRecord<ObjectRecord>(key, row.value)
  if (current) guardForm(current, coming, rules)
  const value = encodeRecord(sealedHere(ports, rules, current, record as AnyRecord))
  if (value.length > MAX_VALUE_BYTES) throw invalid(`${key} is longer than ${MAX_VALUE_BYTES} bytes`)
  // Names go before the object: when the power fails between two transactions, the names of the
  // former record are still known.
  return [
    ...await planNames(ports, rules, current, coming),
    { compare, put: [{ key, value }], remove: [] },
  ]
}

function guardForm(current: ObjectRecord, coming: ObjectRecord, rules: ApplyRules): void {
  const loses = current.material !== undefined && coming.material === undefined
  const earlier = !rules.earlierAllowed && compareAge(ageOf(coming), ageOf(current)) < 0
  if (earlier || (loses && !isDestroyed(coming.state))) {
    throw new ReplicationError(fault('OlderObject', { object: coming.uniqueIdentifier }))
  }
}

/** The record with its material under this store's key; members keep their order. */
function sealedHere(
  { seal }: ApplyPorts,
  { way }: ApplyRules,
  current: ObjectRecord | undefined,
  record: AnyRecord,
): object {
  const coming = record as unknown as ObjectRecord
  if (coming.material === undefined) return record
  const identifier = coming.uniqueIdentifier
  const material = way.open(identifier, coming.material)
  if (material === undefined) throw invalid(`the material of ${identifier} does not open`)
  try {
    if (current?.material) guardMaterial(seal, current, material)
    return { ...record, material: seal.seal(identifier, material) }
  } finally {
    wipe(material)
  }
}

function guardMaterial(seal: Seal, current: ObjectRecord, coming: Uint8Array): void {
  const object = current.uniqueIdentifier
  const held = current.material && seal.open(object, current.material)
  if (held === undefined) throw new ReplicationError(fault('MaterialDamaged', { object }))
  const same = equalConstantTime(held, coming)
  wipe(held)
  if (!same) throw new ReplicationError(fault('MaterialConflict', { object }))
}

/** Rows `name/…`: those of names that the object no longer bears go; those it bears may be made. */
async function planNames(
  { store, cryptography }: ApplyPorts,
  { makeNames }: ApplyRules,
  current: ObjectRecord | undefined,
  coming: ObjectRecord,
): Promise<Step[]> {
  const steps: Step[] = []
  const identifier = coming.uniqueIdentifier
  const keysOfNames = (record: ObjectRecord | undefined) => new Set(record
    ? [...namesOf(record)].map((name) => recordKey.name(cryptography, record.group, name))
    : [])
  const borne = keysOfNames(coming)
  for (const key of keysOfNames(current)) {
    const row = borne.has(key) ? undefined : await store.get(key)
    const holder = row && decodeRecord<NameRecord>(key, row.value).uniqueIdentifier
    if (row && holder === identifier) steps.push({ compare: [row], put: [], remove: [key] })
  }
  for (const key of makeNames ? borne : []) {
    if (await store.get(key) !== undefined) continue
    const name: NameRecord = { version: 1, uniqueIdentifier: identifier }
    const put = [{ key, value: encodeRecord(name) }]
    steps.push({ compare: [{ key, revision: 0 }], put, remove: [] })
  }
  return steps
}

const invalid = (cause: string): ReplicationError =>
  new ReplicationError(fault('MessageInvalid', { cause }))
