import type { Item } from '../ttlv/item.ts'
import type { Refusal, ResultReason } from '../results/refusal.ts'
import type { ProtocolVersion } from '../versions.ts'

/** The fields of one structure as they are in JavaScript. */
export type Fields = { [key: string]: unknown }

/** The fields of a structure that are known so far, and those of the structure around it. */
export interface Scope {
  readonly fields: Fields
  readonly around: Scope | undefined
}

/**
 * The nearest value of `key`: some fields give the form of others (Key Format Type, Credential
 * Type).
 */
export function lookUp(scope: Scope | undefined, key: string): unknown {
  for (let at = scope; at !== undefined; at = at.around) {
    if (at.fields[key] !== undefined) return at.fields[key]
  }
  return undefined
}

/** How strictly a message is read, and the first thing found wrong with it. */
export class Reading {
  readonly version: ProtocolVersion
  /**
   * Pass over fields, attributes and enumeration values that the version does not know, and take
   * fields in any order: for answers, and for requests of a newer minor version.
   */
  readonly lenient: boolean
  /** Structures may lack required fields: inside the conditions of Locate. */
  partial = false
  refusal: Refusal | undefined

  constructor(version: ProtocolVersion, lenient: boolean) {
    this.version = version
    this.lenient = lenient
  }

  /** Remembers the first refusal. Undefined, so that a reader can return it. */
  refuse(reason: ResultReason, message: string): undefined {
    this.refusal ??= { reason, message }
    return undefined
  }
}

/** How a message is written, and the first thing that could not be. */
export class Writing {
  readonly version: ProtocolVersion
  /**
   * Leave out what the version cannot express: for answers. Otherwise that is a fault: a request is
   * never sent without a part of it.
   */
  readonly project: boolean
  /** Structures may lack required fields: inside the conditions of Locate. */
  partial = false
  fault: string | undefined

  constructor(version: ProtocolVersion, project: boolean) {
    this.version = version
    this.project = project
  }

  /** Remembers the first fault. Undefined, so that a writer can return it. */
  cannot(message: string): undefined {
    this.fault ??= message
    return undefined
  }
}

/**
 * How one kind of value is read from an item and written as one. Undefined from `read` without a
 * refusal: pass over this item. Undefined from `write`: the version cannot express the value.
 */
export interface Form {
  /** A second key of the same structure that it reads and writes. */
  readonly besides?: string
  read(item: Item, reading: Reading, scope: Scope): unknown
  write(value: unknown, tag: number, writing: Writing, scope: Scope): Item | undefined
}
