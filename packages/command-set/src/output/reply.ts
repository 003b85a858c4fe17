import type { Done, MessageReference, Outcome, Refusal } from '../system/outcome.ts'

/** A capacity. Shown with a unit and two decimals, or in bytes with -bytes. */
export interface Capacity {
  readonly bytes: number
  readonly decimals: 1 | 2
}

/** What a cell can hold. Undefined is blank. */
export type Cell = string | number | undefined | Capacity

/** Several values under the same names: repeated lines in a detail view, an array over REST. */
export interface Group {
  readonly group: readonly Readonly<Record<string, Cell>>[]
}

/** The fields of one object in their order. A group's name shows only over REST. */
export type Fields = Readonly<Record<string, Cell | Group>>

/** A view of many: the concise form. */
export interface ListReply {
  readonly kind: 'list'
  readonly columns: readonly string[]
  readonly rows: readonly Readonly<Record<string, Cell>>[]
}

/** A view of one: the detail form. */
export interface DetailReply {
  readonly kind: 'detail'
  /** Sections with a blank line between them. */
  readonly sections: readonly Fields[]
  /** Over REST an array of the sections instead of the one object. */
  readonly asArray: boolean
}

/** Lines to print as they are, without the last line's end. */
export interface TextReply {
  readonly kind: 'text'
  readonly text: string
}

/** Something was made: `Volume, id [0], successfully created`. */
export interface CreatedReply {
  readonly kind: 'created'
  readonly message: string
  readonly id: number
}

/** Something was changed: silence. */
export interface DoneReply {
  readonly kind: 'done'
}

export type Reply = (ListReply | DetailReply | TextReply | CreatedReply | DoneReply) & {
  /** Messages of severity W that go with the success. */
  readonly remarks?: readonly MessageReference[]
}

/** The reply to an action that the System took, or its refusal. */
export const replyTo = <T>(
  outcome: Outcome<T>,
  reply: (value: T) => Reply,
): Reply | Refusal => (outcome.ok ? { ...reply(outcome.value), remarks: outcome.remarks } : outcome)

/** Silence for a change that was made, or its refusal. */
export const silenceAfter = (outcome: Done): Reply | Refusal => replyTo(outcome, () => silence)

/** Columns of a concise view and a row for each object; a column that a row leaves out is blank. */
export const list = <const Column extends string, T>(
  columns: readonly Column[],
  objects: readonly T[],
  row: (object: T) => { readonly [column in Column]?: Cell },
): ListReply => ({ kind: 'list', columns, rows: objects.map(row) })

export const detail = (...sections: Fields[]): DetailReply =>
  ({ kind: 'detail', sections, asArray: false })

export const text = (line: string): TextReply => ({ kind: 'text', text: line })

/** `what` is everything before the brackets: `Volume, id`. */
export const created = (what: string, id: number): CreatedReply =>
  ({ kind: 'created', message: `${what} [${id}], successfully created`, id })

export const silence: DoneReply = { kind: 'done' }

export const yesNo = (value: boolean): 'yes' | 'no' => (value ? 'yes' : 'no')

export const onOff = (value: boolean): 'on' | 'off' => (value ? 'on' : 'off')

export const capacity = (bytes: number): Capacity => ({ bytes, decimals: 2 })
