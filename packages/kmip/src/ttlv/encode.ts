import { encodeUtf8, writeU32BE, writeU64BE } from '@keyturn/bytes'
import { type Item, headerLength, itemTypes, padded } from './item.ts'

/**
 * The bytes of an item. A value outside the range of its type (an Integer of more than 32 bit, a
 * text with a lone surrogate) is a mistake of the caller and throws RangeError.
 */
export function encode(item: Item): Uint8Array {
  const measured = measure(item)
  const bytes = new Uint8Array(headerLength + padded(measured.length))
  write(measured, bytes, 0)
  return bytes
}

/** An item whose value's length in bytes is known, and whose texts and big integers are bytes. */
interface Measured {
  readonly item: Item
  readonly length: number
  readonly inner: readonly Measured[]
  readonly bytes: Uint8Array | undefined
}

const none: readonly Measured[] = []

function measure(item: Item): Measured {
  switch (item.type) {
    case 'Structure': {
      const inner = item.value.map(measure)
      let length = 0
      for (const one of inner) length += headerLength + padded(one.length)
      return { item, length, inner, bytes: undefined }
    }
    case 'TextString':
      return ofBytes(item, encodeUtf8(item.value))
    case 'ByteString':
      return ofBytes(item, item.value)
    case 'BigInteger':
      return ofBytes(item, bigIntegerBytes(item.value))
    case 'Integer':
    case 'Enumeration':
    case 'Interval':
      return { item, length: 4, inner: none, bytes: undefined }
    default:
      return { item, length: 8, inner: none, bytes: undefined }
  }
}

const ofBytes = (item: Item, bytes: Uint8Array): Measured => ({
  item,
  length: bytes.length,
  inner: none,
  bytes,
})

/** Writes at `at` and gives the offset behind. Padding stays zero. */
function write(measured: Measured, out: Uint8Array, at: number): number {
  const { item, length, inner, bytes } = measured
  writeU32BE(out, at, ((item.tag << 8) | itemTypes[item.type]) >>> 0)
  writeU32BE(out, at + 4, length)
  const start = at + headerLength
  let next = start
  switch (item.type) {
    case 'Structure':
      for (const one of inner) next = write(one, out, next)
      return next
    case 'Integer':
      writeU32BE(out, start, within(item, item.value, -0x8000_0000, 0x7fff_ffff))
      break
    case 'Enumeration':
    case 'Interval':
      writeU32BE(out, start, within(item, item.value, 0, 0xffff_ffff))
      break
    case 'LongInteger':
    case 'DateTime':
    case 'DateTimeExtended':
      if (BigInt.asIntN(64, item.value) !== item.value) throw outOfRange(item)
      writeU64BE(out, start, item.value)
      break
    case 'Boolean':
      out[start + 7] = item.value ? 1 : 0
      break
    default:
      out.set(bytes as Uint8Array, start)
  }
  return start + padded(length)
}

function within(item: Item, value: number, lowest: number, highest: number): number {
  if (!Number.isInteger(value) || value < lowest || value > highest) throw outOfRange(item)
  return value
}

const outOfRange = (item: Item): RangeError =>
  new RangeError(`the value of tag 0x${item.tag.toString(16)} is out of range for ${item.type}`)

/** Two's complement in the fewest groups of 8 bytes, at least one (KMIP 2.1 section 10.1.4). */
function bigIntegerBytes(value: bigint): Uint8Array {
  let length = 8
  while (BigInt.asIntN(8 * length, value) !== value) length += 8
  const digits = BigInt.asUintN(8 * length, value).toString(16).padStart(2 * length, '0')
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i += 4) {
    writeU32BE(bytes, i, Number.parseInt(digits.slice(2 * i, 2 * i + 8), 16))
  }
  return bytes
}
