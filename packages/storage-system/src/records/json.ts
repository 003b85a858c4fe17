import { decodeUtf8, encodeUtf8 } from '@keyturn/bytes'
import type { Codec } from './table.ts'

/** Every JSON row names its version, so that a later program knows what it opens. */
const ROW_VERSION = 1

/** A JSON object in UTF-8 with the member `v`; see docs/formats/storage-records.md. */
export function jsonCodec<T extends object>(): Codec<T> {
  return {
    encode: (value) => encodeUtf8(JSON.stringify({ v: ROW_VERSION, ...value })),
    decode: (bytes) => {
      const text = decodeUtf8(bytes)
      if (text === undefined) throw new Error('not UTF-8')
      const { v, ...value } = JSON.parse(text) as { readonly v?: unknown }
      if (v !== ROW_VERSION) throw new Error(`version ${String(v)} is not known to this program`)
      return value as T
    },
  }
}

/** Rows that are bytes already, in a format with a page of its own. */
export const bytesCodec: Codec<Uint8Array> = {
  encode: (value) => value,
  decode: (bytes) => new Uint8Array(bytes),
}
