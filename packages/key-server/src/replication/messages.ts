import type { FaultCode } from './faults.ts'
import type { Lineage, Position } from './lineage.ts'
import type { Age, TravellingRecord } from './records.ts'

/** Rises when an older peer would misunderstand; docs/protocols/replication.md. */
export const PROTOCOL_VERSION = 1

/** What every message of the primary bears; answers bear the same sequence. */
export interface Envelope {
  readonly protocol: number
  /** 1 for the first message of a connection, then one more each. An answer repeats it. */
  readonly sequence: number
  readonly epoch: number
  /** 32 hex digits: the family of key servers. */
  readonly historyId: string
}

/** What is understood of a message of another protocol version: enough to refuse it in words. */
export interface OtherProtocol extends Envelope {
  readonly type: 'other'
  readonly programVersion: string
}

/** First: who the primary is, and where its revisions come from. */
export interface Hello extends Envelope {
  readonly type: 'hello'
  readonly name: string
  readonly programVersion: string
  readonly lineage: Lineage
  /** Base64 of the 32-byte key that seals key material in this connection, inside TLS. */
  readonly wayKey: string
}

/** Records to write. An empty list with `done` moves the position only. */
export interface Records extends Envelope {
  readonly type: 'records'
  readonly records: readonly TravellingRecord[]
  /** Keys that the primary has no more; never objects. */
  readonly removed: readonly string[]
  /** The primary's revision that this run brings the secondary to. */
  readonly target: number
  /** The incarnation that `target` belongs to. */
  readonly incarnation: string
  /** Records up to this key are there with this message; '' where the order is another. */
  readonly after: string
  /** The run is complete with this message. */
  readonly done: boolean
}

/** What the primary has in a range of keys under one prefix: `after` < key <= `to`. */
export interface Inventory extends Envelope {
  readonly type: 'inventory'
  readonly prefix: string
  readonly after: string
  /** Null: to the end of the prefix. */
  readonly to: string | null
  readonly entries: readonly InventoryEntry[]
}

export interface InventoryEntry {
  readonly key: string
  /** Lower-case hex, see `recordDigest`. */
  readonly digest: string
  /** Of objects only. */
  readonly age?: Age
}

/** Asks for records that only the secondary has, or has in a later form. */
export interface Fetch extends Envelope {
  readonly type: 'fetch'
  readonly keys: readonly string[]
}

export type Request = Hello | Records | Inventory | Fetch

/** Answer to `hello`. */
export interface PositionAnswer extends Envelope {
  readonly type: 'position'
  readonly name: string
  readonly programVersion: string
  /** Null before the first run was complete. */
  readonly position: Position | null
}

/** Answer to `records`: they are durable. */
export interface Applied extends Envelope {
  readonly type: 'applied'
}

/** Answer to `inventory`, for the keys up to `until`, or for the whole range when it is null. */
export interface Compared extends Envelope {
  readonly type: 'compared'
  readonly until: string | null
  /** The secondary lacks these, or has them otherwise and not later. */
  readonly wanted: readonly string[]
  /** Objects that the secondary has in a later form. */
  readonly newer: readonly string[]
  /** The secondary has these, the primary does not. */
  readonly extra: readonly string[]
}

/** Answer to `fetch`: at least the first record asked for; the rest is asked for again. */
export interface Fetched extends Envelope {
  readonly type: 'fetched'
  readonly records: readonly TravellingRecord[]
}

/** Instead of an answer; the connection ends with it. */
export interface Refuse extends Envelope {
  readonly type: 'refuse'
  readonly code: FaultCode
  readonly message: string
  readonly hint: string
}

export type Answer = PositionAnswer | Applied | Compared | Fetched | Refuse
export type Message = Request | Answer

/** The members of a message that its sender fills in; the rest is the envelope. */
export type Body<M extends Message> = M extends Message ? Omit<M, keyof Envelope> : never
