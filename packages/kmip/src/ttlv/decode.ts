import { decodeUtf8, readI32BE, readI64BE, readU32BE } from '@keyturn/bytes'
import { type Item, type ItemType, headerLength, itemTypes, padded } from './item.ts'
import type { Decoded, TtlvError, TtlvFault, TtlvLimits } from './result.ts'

const defaultMaximumDepth = 32
const defaultMaximumItems = 100_000

const typeOfCode = new Map<number, ItemType>(
  (Object.keys(itemTypes) as ItemType[]).map((type) => [itemTypes[type], type]),
)

/** Lengths that a type demands, in bytes (KMIP 2.1 section 10.1.3). */
const fixedLengths: Partial<Record<ItemType, number>> = {
  Integer: 4,
  LongInteger: 8,
  Enumeration: 4,
  Boolean: 8,
  DateTime: 8,
  Interval: 4,
  DateTimeExtended: 8,
}

/**
 * The item that `bytes` are, nothing less and nothing more. Byte strings are copies. Nothing is
 * allocated for a length before the bytes are seen to be there.
 */
export function decode(bytes: Uint8Array, limits: TtlvLimits = {}): Decoded {
  const decoder = new Decoder(bytes, limits)
  const item = decoder.item(0, bytes.length, 1)
  if (item === undefined) return { ok: false, error: decoder.error as TtlvError }
  if (decoder.next === bytes.length) return { ok: true, item }
  const message = `${bytes.length - decoder.next} bytes follow the item`
  return { ok: false, error: { fault: 'trailing bytes', offset: decoder.next, message } }
}

/** Undefined from a method means that `error` is set and nothing more is read. */
class Decoder {
  error: TtlvError | undefined
  /** Offset of the first byte behind the item read last. */
  next = 0
  readonly #bytes: Uint8Array
  readonly #maximumDepth: number
  readonly #tolerant: boolean
  #itemsLeft: number

  constructor(bytes: Uint8Array, limits: TtlvLimits) {
    this.#bytes = bytes
    this.#maximumDepth = limits.maximumDepth ?? defaultMaximumDepth
    this.#itemsLeft = limits.maximumItems ?? defaultMaximumItems
    this.#tolerant = limits.tolerateNonZeroPadding ?? false
  }

  /** The item at `at`, which must end at `end` or before. `depth` counts from 1. */
  item(at: number, end: number, depth: number): Item | undefined {
    if (end - at < headerLength) {
      return this.#fail('truncated', at, `an item needs 8 bytes of header, ${end - at} are left`)
    }
    if (depth > this.#maximumDepth) {
      return this.#fail('too deep', at, `structures nest deeper than ${this.#maximumDepth}`)
    }
    if (this.#itemsLeft-- <= 0) return this.#fail('too many items', at, 'the item limit is used up')
    const tag = readU32BE(this.#bytes, at) >>> 8
    // KMIP 2.1 section 10.1.1: only 42 (standard) and 54 (extensions) begin a tag.
    if (tag >>> 16 !== 0x42 && tag >>> 16 !== 0x54) {
      return this.#fail('reserved tag', at, `tag ${hex(tag)} is reserved`)
    }
    const code = this.#bytes[at + 3] as number
    const type = typeOfCode.get(code)
    if (type === undefined) return this.#fail('unknown type', at + 3, `no item type ${code}`)
    const length = readU32BE(this.#bytes, at + 4)
    const start = at + headerLength
    if (length > end - start || padded(length) > end - start) {
      return this.#fail('overrun', at + 4, `${length} bytes of value, ${end - start} are left`)
    }
    if (!this.#lengthFits(type, length, at + 4) || !this.#paddingFits(start + length)) return
    const item = this.#value(tag, type, start, length, depth)
    this.next = start + padded(length)
    return item
  }

  #value(tag: number, type: ItemType, at: number, length: number, depth: number): Item | undefined {
    const bytes = this.#bytes
    switch (type) {
      case 'Structure':
        return this.#structure(tag, at, at + length, depth)
      case 'Integer':
        return { tag, type, value: readI32BE(bytes, at) }
      case 'Enumeration':
      case 'Interval':
        return { tag, type, value: readU32BE(bytes, at) }
      case 'LongInteger':
      case 'DateTime':
      case 'DateTimeExtended':
        return { tag, type, value: readI64BE(bytes, at) }
      case 'BigInteger':
        return { tag, type, value: readBigInteger(bytes, at, length) }
      case 'Boolean': {
        const value = readI64BE(bytes, at)
        if (value !== 0n && value !== 1n) {
          return this.#fail('bad boolean', at, 'a Boolean is neither 0 nor 1')
        }
        return { tag, type, value: value === 1n }
      }
      case 'TextString': {
        const value = decodeUtf8(bytes.subarray(at, at + length))
        if (value === undefined) return this.#fail('bad text', at, 'a text is not UTF-8')
        return { tag, type, value }
      }
      case 'ByteString':
        // Not slice(): on a Buffer of Node that is a view, and the message is wiped after reading.
        return { tag, type, value: new Uint8Array(bytes.subarray(at, at + length)) }
    }
  }

  #structure(tag: number, start: number, end: number, depth: number): Item | undefined {
    const value: Item[] = []
    for (let at = start; at < end; at = this.next) {
      const item = this.item(at, end, depth + 1)
      if (item === undefined) return undefined
      value.push(item)
    }
    return { tag, type: 'Structure', value }
  }

  #lengthFits(type: ItemType, length: number, offset: number): boolean {
    const fixed = fixedLengths[type]
    if (fixed !== undefined ? length === fixed : true) {
      const grouped = type === 'Structure' || type === 'BigInteger'
      if (!grouped || (length % 8 === 0 && (type === 'Structure' || length > 0))) return true
    }
    this.#fail('wrong length', offset, `${length} bytes cannot be a ${type}`)
    return false
  }

  #paddingFits(start: number): boolean {
    if (this.#tolerant) return true
    const end = padded(start)
    for (let at = start; at < end; at++) {
      if (this.#bytes[at] === 0) continue
      this.#fail('non-zero padding', at, 'padding bytes must be zero')
      return false
    }
    return true
  }

  #fail(fault: TtlvFault, offset: number, message: string): undefined {
    this.error = { fault, offset, message }
    return undefined
  }
}

/** Two's complement, any multiple of 8 bytes. */
function readBigInteger(bytes: Uint8Array, at: number, length: number): bigint {
  let digits = '0x'
  for (let i = 0; i < length; i += 4) {
    digits += readU32BE(bytes, at + i).toString(16).padStart(8, '0')
  }
  return BigInt.asIntN(8 * length, BigInt(digits))
}

const hex = (tag: number): string => `0x${tag.toString(16).toUpperCase().padStart(6, '0')}`
