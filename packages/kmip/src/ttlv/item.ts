/**
 * One item of TTLV (KMIP 2.1 section 10): tag, type, value; a Structure's value is its items in
 * order. Unknown tags stand beside known ones. Units: DateTime seconds since 1970 UTC,
 * DateTimeExtended microseconds since 1970, Interval seconds. Enumeration and Interval are unsigned
 * 32 bit, Integer signed 32 bit, the other numbers signed 64 bit, BigInteger without limit.
 */
export type Item = { readonly tag: number } & TypedValue

/** A value together with its item type. */
export type TypedValue =
  | { readonly type: 'Structure'; readonly value: readonly Item[] }
  | { readonly type: 'Integer' | 'Enumeration' | 'Interval'; readonly value: number }
  | {
      readonly type: 'LongInteger' | 'BigInteger' | 'DateTime' | 'DateTimeExtended'
      readonly value: bigint
    }
  | { readonly type: 'Boolean'; readonly value: boolean }
  | { readonly type: 'TextString'; readonly value: string }
  | { readonly type: 'ByteString'; readonly value: Uint8Array }

export type ItemType = TypedValue['type']

/** Codes on the wire (KMIP 2.1 section 10.1.2). */
export const itemTypes = {
  Structure: 0x01,
  Integer: 0x02,
  LongInteger: 0x03,
  BigInteger: 0x04,
  Enumeration: 0x05,
  Boolean: 0x06,
  TextString: 0x07,
  ByteString: 0x08,
  DateTime: 0x09,
  Interval: 0x0a,
  DateTimeExtended: 0x0b,
} as const satisfies Record<ItemType, number>

/** Tag (3), type (1), length (4). */
export const headerLength = 8

/** `length` with the padding that fills the last group of 8 bytes. */
export const padded = (length: number): number => Math.ceil(length / 8) * 8
