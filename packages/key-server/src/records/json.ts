import { decodeUtf8, encodeUtf8, fromBase64, toBase64 } from '@keyturn/bytes'

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined }

/**
 * The bytes of a row. Members keep their order, so equal records give equal bytes. What JSON lacks is
 * written as an object of one member: a bigint as {"$int": "123"}, bytes as {"$bytes": Base64}.
 */
export function encodeRecord(record: object): Uint8Array {
  return encodeUtf8(JSON.stringify(record, toJson))
}

/**
 * The record in a row. A row that is no JSON object of a known version is damage (or a newer program's
 * data): it throws, and the server does not start, since serving half a key store loses keys.
 */
export function decodeRecord<T extends { readonly version: 1 }>(key: string, value: Uint8Array): T {
  const record = decodeJson(value)
  if (!isVersioned(record)) {
    throw new Error(`row ${key} is damaged: it holds no record`)
  }
  if (record.version !== 1) {
    throw new Error(`row ${key} was written by a newer version of Keyturn: start that version`)
  }
  return record as T
}

/** The value that `encodeRecord` wrote; undefined when it is not JSON. */
export function decodeJson(value: Uint8Array): unknown {
  const text = decodeUtf8(value)
  if (text === undefined) return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return text.includes('{"$') ? fromJson(parsed) : parsed
  } catch {
    return undefined
  }
}

function toJson(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { $int: value.toString() }
  return value instanceof Uint8Array ? { $bytes: toBase64(value) } : value
}

/** In place, by hand: as a reviver of JSON.parse this took most of the time of a start. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$int' in value) return BigInt(String(value.$int))
  if ('$bytes' in value) return fromBase64(String(value.$bytes))
  const members = value as { [name: string]: unknown }
  for (const name in members) members[name] = fromJson(members[name])
  return value
}

const isVersioned = (record: unknown): record is { readonly version: unknown } =>
  typeof record === 'object' && record !== null && 'version' in record
