import { decodeJson, encodeRecord } from '../records/index.ts'
import { type FaultCode, faultCatalogue } from './faults.ts'
import { type Message, type OtherProtocol, PROTOCOL_VERSION } from './messages.ts'

/** A check of one member of a message. */
type Check = (value: unknown) => boolean
type Shape = Readonly<Record<string, Check>>

const text: Check = (value) => typeof value === 'string'
const flag: Check = (value) => typeof value === 'boolean'
const whole: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const orNull = (check: Check): Check => (value) => value === null || check(value)
const optional = (check: Check): Check => (value) => value === undefined || check(value)
const listOf = (check: Check): Check => (value) => Array.isArray(value) && value.every(check)
const digest: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
const isObject: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const shaped = (shape: Shape): Check => (value) =>
  isObject(value) && Object.entries(shape)
    .every(([name, check]) => check((value as Record<string, unknown>)[name]))

const records = listOf(shaped({ key: text, record: shaped({ version: (value) => value === 1 }) }))
const partial = shaped({ target: whole, after: text })
const position = shaped({
  version: (value) => value === 1, incarnation: text, revision: whole, partial: optional(partial),
})
const lineage = shaped({
  incarnations: (value) => listOf(shaped({ token: text, from: whole }))(value)
    && (value as unknown[]).length > 0,
  revision: whole,
})
const age = shaped({ lastChange: Number.isSafeInteger as Check, state: text })
const entry = shaped({ key: text, digest, age: optional(age) })

const envelope: Shape = { protocol: whole, sequence: whole, epoch: whole, historyId: text }

/** Members beside the envelope; unknown ones are left for newer versions to use. */
const shapes: Readonly<Record<Message['type'], Shape>> = {
  hello: { name: text, programVersion: text, lineage, wayKey: text },
  records: {
    records, removed: listOf(text), target: whole, incarnation: text, after: text, done: flag,
  },
  inventory: { prefix: text, after: text, to: orNull(text), entries: listOf(entry) },
  fetch: { keys: listOf(text) },
  position: { name: text, programVersion: text, position: orNull(position) },
  applied: {},
  compared: { until: orNull(text), wanted: listOf(text), newer: listOf(text), extra: listOf(text) },
  fetched: { records },
  refuse: {
    code: (value) => Object.hasOwn(faultCatalogue, value as FaultCode), message: text, hint: text,
  },
}

/** Written like a row, so that a record reads the same in both. */
export function encodeMessage(message: Message): Uint8Array {
  return encodeRecord(message)
}

/** The message in a frame, or why there is none, as words. */
export function parseMessage(frame: Uint8Array): Message | OtherProtocol | string {
  const value = decodeJson(frame)
  if (value === undefined) return 'the frame is no JSON'
  if (!shaped(envelope)(value)) return 'the envelope is incomplete'
  const { protocol } = value as OtherProtocol
  if (protocol !== PROTOCOL_VERSION) return otherProtocol(value as OtherProtocol)
  const { type } = value as { readonly type?: unknown }
  if (typeof type !== 'string' || !Object.hasOwn(shapes, type)) return 'the type is unknown'
  const broken = Object.entries(shapes[type as Message['type']])
    .find(([name, check]) => !check((value as Record<string, unknown>)[name]))
  return broken === undefined ? value as Message : `the member ${broken[0]} of ${type} is not valid`
}

function otherProtocol({ protocol, sequence, epoch, historyId, programVersion }: OtherProtocol) {
  return {
    type: 'other', protocol, sequence, epoch, historyId,
    programVersion: typeof programVersion === 'string' ? programVersion : 'of unknown version',
  } satisfies OtherProtocol
}
