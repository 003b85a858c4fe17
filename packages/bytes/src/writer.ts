import {
  writeU16BE,
  writeU16LE,
  writeU32BE,
  writeU32LE,
  writeU64BE,
  writeU64BENumber,
  writeU64LE,
  writeU64LENumber,
} from './integers.ts'

/** Bytes are collected in a buffer that starts at this length and doubles. */
const startCapacity = 256

/**
 * Writes a format straight down; every method returns the writer. Numbers are cut to their width.
 */
export class ByteWriter {
  #buffer: Uint8Array
  #length = 0

  /** `capacity`: the expected length in bytes, to avoid growing. */
  constructor(capacity: number = startCapacity) {
    this.#buffer = new Uint8Array(Math.max(capacity, 8))
  }

  get length(): number {
    return this.#length
  }

  u8(value: number): this {
    const at = this.#reserve(1)
    this.#buffer[at] = value
    return this
  }

  u16(value: number): this {
    const at = this.#reserve(2)
    writeU16BE(this.#buffer, at, value)
    return this
  }

  /** Also writes a negative number, as two's complement. */
  u32(value: number): this {
    const at = this.#reserve(4)
    writeU32BE(this.#buffer, at, value)
    return this
  }

  /** Also writes a negative number, as two's complement. */
  u64(value: bigint): this {
    const at = this.#reserve(8)
    writeU64BE(this.#buffer, at, value)
    return this
  }

  u64Number(value: number): this {
    const at = this.#reserve(8)
    writeU64BENumber(this.#buffer, at, value)
    return this
  }

  u16le(value: number): this {
    const at = this.#reserve(2)
    writeU16LE(this.#buffer, at, value)
    return this
  }

  u32le(value: number): this {
    const at = this.#reserve(4)
    writeU32LE(this.#buffer, at, value)
    return this
  }

  u64le(value: bigint): this {
    const at = this.#reserve(8)
    writeU64LE(this.#buffer, at, value)
    return this
  }

  u64leNumber(value: number): this {
    const at = this.#reserve(8)
    writeU64LENumber(this.#buffer, at, value)
    return this
  }

  bytes(value: Uint8Array): this {
    const at = this.#reserve(value.length)
    this.#buffer.set(value, at)
    return this
  }

  zeros(count: number): this {
    this.#reserve(count)
    return this
  }

  /** Overwrite 4 bytes written before: for a length that is known only afterwards. */
  patchU32(at: number, value: number): this {
    if (at < 0 || at + 4 > this.#length) throw new RangeError(`patch at ${at} of ${this.#length}`)
    writeU32BE(this.#buffer, at, value)
    return this
  }

  /**
   * What was written, in an array of its own. The writer's buffer is wiped, since it may hold keys.
   */
  finish(): Uint8Array {
    const result = this.#buffer.slice(0, this.#length)
    this.#buffer.fill(0)
    this.#length = 0
    return result
  }

  #reserve(count: number): number {
    const at = this.#length
    this.#length += count
    if (this.#length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(this.#length, 2 * this.#buffer.length))
      grown.set(this.#buffer)
      this.#buffer.fill(0)
      this.#buffer = grown
    }
    return at
  }
}
