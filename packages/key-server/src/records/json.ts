import { decodeUtf8, encodeUtf8 } from '@keyturn/bytes'

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined }

/** The bytes of a row. Members keep their order, so equal records give equal bytes. */
export function encodeRecord(record: object): Uint8Array {
  return encodeUtf8(JSON.stringify(record))
}

/**
 * The record in a row. A row that is no JSON object of a known version is damage (or a newer program's
 * data): it throws, and the server does not start, since serving half a key store loses keys.
 */
export function decodeRecord<T extends { readonly version: 1 }>(key: string, value: Uint8Array): T {
  const record = parse(value)
  if (!isVersioned(record)) {
    throw new Error(`row ${key} is damaged: it holds no record`)
  }
  if (record.version !== 1) {
    throw new Error(`row ${key} was written by a newer version of Keyturn: start that version`)
  }
  return record as T
}

function parse(value: Uint8Array): unknown {
  const text = decodeUtf8(value)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isVersioned = (record: unknown): record is { readonly version: unknown } =>
  typeof record === 'object' && record !== null && 'version' in record
