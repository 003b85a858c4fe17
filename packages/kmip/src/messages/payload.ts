// Payloads of operations: the tables say almost all, the operation's own file the rest.
import type { Fields, Reading, Writing } from '../mapping/context.ts'
import { readFields, writeFields } from '../mapping/fields.ts'
import { payloadLayout } from '../mapping/forms.ts'
import { tagNumber } from '../mapping/names.ts'
import { operationForms, type SupportedOperation } from '../operations/index.ts'
import type { Item } from '../ttlv/item.ts'

type Direction = 'request' | 'response'

const tagOf = (direction: Direction): number =>
  tagNumber(direction === 'request' ? 'RequestPayload' : 'ResponsePayload')

/** The payload's fields; undefined: `reading.refusal` says why. */
export function readPayload(
  operation: SupportedOperation,
  direction: Direction,
  items: readonly Item[],
  reading: Reading,
): Fields | undefined {
  const layout = payloadLayout(operation, direction, reading.version)
  if (layout === undefined) throw new Error(`the tables have no payload of ${operation}`)
  const form = operationForms[operation]
  reading.partial = direction === 'request' && form.partial === true
  const fields = readFields(layout, items, reading, undefined)
  if (fields === undefined) return undefined
  const lists = direction === 'request' ? form.requestLists : form.responseLists
  for (const key of lists ?? []) fields[key] ??= []
  if (direction === 'request') form.finishRequest?.(fields, reading)
  return reading.refusal === undefined ? fields : undefined
}

/** The payload's item; undefined: `writing.fault` says why. */
export function writePayload(
  operation: SupportedOperation,
  direction: Direction,
  payload: object,
  writing: Writing,
): Item | undefined {
  const layout = payloadLayout(operation, direction, writing.version)
  if (layout === undefined) throw new Error(`the tables have no payload of ${operation}`)
  writing.partial = direction === 'request' && operationForms[operation].partial === true
  const value = writeFields(layout, { ...payload }, writing, undefined)
  return value === undefined ? undefined : { tag: tagOf(direction), type: 'Structure', value }
}
