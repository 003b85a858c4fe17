import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { decodeUtf8 } from '@keyturn/bytes'
import { AdminError } from './errors.ts'

// Bodies of requests. Unknown members are refused, so that a misspelt one does not pass for absent.
const closed = { additionalProperties: false } as const
/** Without control characters and halves of surrogate pairs. */
const Name = Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\u0000-\\u001f\\ud800-\\udfff]*$' })
const Password = Type.String({ minLength: 1, maxLength: 1024 })
const Days = Type.Integer({ minimum: 0, maximum: 3650 })

/** Shortest new password, in characters. */
export const MIN_PASSWORD_LENGTH = 12

export const NoBody = Type.Object({}, closed)
export const LoginBody = Type.Object({ user: Name, password: Password }, closed)
export const PasswordBody = Type.Object({
  current: Password, new: Type.String({ minLength: MIN_PASSWORD_LENGTH, maxLength: 1024 }),
}, closed)
export const ApproveBody = Type.Object({
  group: Type.Optional(Name), name: Type.Optional(Name),
}, closed)
export const ClientBody = Type.Object({
  certificate: Type.String({ minLength: 1, maxLength: 65_536 }),
  name: Type.Optional(Name),
  group: Type.Optional(Name),
}, closed)
export const GroupBody = Type.Object({
  name: Name, mayDestroy: Type.Optional(Type.Boolean()), tombstoneDays: Type.Optional(Days),
}, closed)
export const GroupChangeBody = Type.Object({
  mayDestroy: Type.Optional(Type.Boolean()), tombstoneDays: Type.Optional(Days),
}, closed)
export const ReplicateNowBody = Type.Object({
  to: Type.Optional(Name), merge: Type.Optional(Type.Boolean()),
}, closed)

export type { TSchema }
export type Body<Schema extends TSchema> = Static<Schema>

/** The body as the schema has it; none stands for an object without members. */
export function readBody<Schema extends TSchema>(
  schema: Schema,
  bytes: Uint8Array,
): Static<Schema> | AdminError {
  const text = decodeUtf8(bytes)
  if (text === undefined) return new AdminError('BodyInvalid', { cause: 'it is no UTF-8' })
  let value: unknown
  try {
    value = text.trim() === '' ? {} : JSON.parse(text)
  } catch {
    return new AdminError('BodyInvalid', { cause: 'it is no JSON' })
  }
  if (Value.Check(schema, value)) return value
  return new AdminError('BodyInvalid', { cause: explain(schema, value) })
}

/** The first thing that is wrong, without the value: it may be a password. */
function explain(schema: TSchema, value: unknown): string {
  for (const error of Value.Errors(schema, value)) {
    if (error.keyword === 'additionalProperties') {
      return `the member ${error.params.additionalProperties[0] ?? '?'} is unknown`
    }
    if (error.keyword === 'required') {
      return `the member ${error.params.requiredProperties[0] ?? '?'} is missing`
    }
    if (error.keyword === 'boolean') continue
    const member = error.instancePath.slice(1)
    return member === '' ? `it ${error.message}` : `the member ${member} ${error.message}`
  }
  return 'it does not match'
}
