// Integers at an offset of a byte array. These do not check bounds: a read beyond the end gives
// nonsense, so the caller compares lengths first, or uses ByteReader. `BE` is big-endian, as all
// network formats here are, `LE` little-endian.

type Bytes = Uint8Array

const byteAt = (bytes: Bytes, at: number): number => bytes[at] as number

export const readU16BE = (bytes: Bytes, at: number): number =>
  (byteAt(bytes, at) << 8) | byteAt(bytes, at + 1)

export const readU32BE = (bytes: Bytes, at: number): number => readI32BE(bytes, at) >>> 0

export const readI32BE = (bytes: Bytes, at: number): number =>
  (readU16BE(bytes, at) << 16) | readU16BE(bytes, at + 2)

export const readU64BE = (bytes: Bytes, at: number): bigint =>
  (BigInt(readU32BE(bytes, at)) << 32n) | BigInt(readU32BE(bytes, at + 4))

export const readI64BE = (bytes: Bytes, at: number): bigint =>
  BigInt.asIntN(64, readU64BE(bytes, at))

/**
 * A 64-bit unsigned integer as a number: exact up to 2^53 - 1, rounded beyond. For sizes and
 * offsets that are compared with a limit below 2^53 anyway, where a bigint would be too slow.
 */
export const readU64BENumber = (bytes: Bytes, at: number): number =>
  readU32BE(bytes, at) * 0x1_0000_0000 + readU32BE(bytes, at + 4)

export const readU16LE = (bytes: Bytes, at: number): number =>
  (byteAt(bytes, at + 1) << 8) | byteAt(bytes, at)

export const readU32LE = (bytes: Bytes, at: number): number =>
  ((readU16LE(bytes, at + 2) << 16) | readU16LE(bytes, at)) >>> 0

export const readU64LE = (bytes: Bytes, at: number): bigint =>
  (BigInt(readU32LE(bytes, at + 4)) << 32n) | BigInt(readU32LE(bytes, at))

export const readU64LENumber = (bytes: Bytes, at: number): number =>
  readU32LE(bytes, at + 4) * 0x1_0000_0000 + readU32LE(bytes, at)

export function writeU16BE(bytes: Bytes, at: number, value: number): void {
  bytes[at] = value >>> 8
  bytes[at + 1] = value
}

/** Also takes negative numbers, as two's complement. */
export function writeU32BE(bytes: Bytes, at: number, value: number): void {
  writeU16BE(bytes, at, value >>> 16)
  writeU16BE(bytes, at + 2, value & 0xffff)
}

/** Also takes negative numbers, as two's complement. */
export function writeU64BE(bytes: Bytes, at: number, value: bigint): void {
  writeU32BE(bytes, at, Number((value >> 32n) & 0xffff_ffffn))
  writeU32BE(bytes, at + 4, Number(value & 0xffff_ffffn))
}

/** `value` is a whole number from 0 to 2^53 - 1. */
export function writeU64BENumber(bytes: Bytes, at: number, value: number): void {
  writeU32BE(bytes, at, Math.floor(value / 0x1_0000_0000))
  writeU32BE(bytes, at + 4, value % 0x1_0000_0000)
}

export function writeU16LE(bytes: Bytes, at: number, value: number): void {
  bytes[at] = value
  bytes[at + 1] = value >>> 8
}

export function writeU32LE(bytes: Bytes, at: number, value: number): void {
  writeU16LE(bytes, at, value & 0xffff)
  writeU16LE(bytes, at + 2, value >>> 16)
}

export function writeU64LE(bytes: Bytes, at: number, value: bigint): void {
  writeU32LE(bytes, at, Number(value & 0xffff_ffffn))
  writeU32LE(bytes, at + 4, Number((value >> 32n) & 0xffff_ffffn))
}

/** `value` is a whole number from 0 to 2^53 - 1. */
export function writeU64LENumber(bytes: Bytes, at: number, value: number): void {
  writeU32LE(bytes, at, value % 0x1_0000_0000)
  writeU32LE(bytes, at + 4, Math.floor(value / 0x1_0000_0000))
}
