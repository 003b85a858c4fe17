import type { MessageNumber } from '../messages/catalogue.ts'

/** The System did what was asked. `remarks` are messages of severity W that go with the success. */
export interface Accepted<T> {
  readonly ok: true
  readonly value: T
  readonly remarks: readonly MessageReference[]
}

/** The System did nothing, and says why: one row of the message catalogue. */
export interface Refusal extends MessageReference {
  readonly ok: false
}

/** A catalogue row with the values that its text shows in square brackets, in order. */
export interface MessageReference {
  readonly code: MessageNumber
  readonly values: readonly string[]
}

/** Refusals are values. An exception out of the System is a defect, not a refusal. */
export type Outcome<T> = Accepted<T> | Refusal

/** What an action answers that makes nothing new. */
export type Done = Outcome<undefined>

export const accept = <T>(value: T, ...remarks: MessageReference[]): Accepted<T> =>
  ({ ok: true, value, remarks })

export const done = (...remarks: MessageReference[]): Accepted<undefined> =>
  ({ ok: true, value: undefined, remarks })

/** `values` fill the places of the row's text; the catalogue says how many it has. */
export const refuse = (code: MessageNumber, ...values: string[]): Refusal =>
  ({ ok: false, code, values })
