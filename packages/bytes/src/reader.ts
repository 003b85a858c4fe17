import {
  readI32BE,
  readI64BE,
  readU16BE,
  readU16LE,
  readU32BE,
  readU32LE,
  readU64BE,
  readU64BENumber,
  readU64LE,
  readU64LENumber,
} from './integers.ts'

/**
 * A cursor over bytes. Reading past the end is no exception: it sets `overrun`, moves to the end
 * and gives zeros (an empty array, for `bytes`) from then on. So a format is read straight down,
 * and `overrun` checked once, before anything read is believed.
 */
export class ByteReader {
  readonly #bytes: Uint8Array
  #position = 0
  #overrun = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get position(): number {
    return this.#position
  }

  get remaining(): number {
    return this.#bytes.length - this.#position
  }

  get overrun(): boolean {
    return this.#overrun
  }

  /** Everything was read, and nothing beyond it. */
  get complete(): boolean {
    return !this.#overrun && this.remaining === 0
  }

  u8(): number {
    return this.#take(1, byteAt, 0)
  }

  u16(): number {
    return this.#take(2, readU16BE, 0)
  }

  u32(): number {
    return this.#take(4, readU32BE, 0)
  }

  i32(): number {
    return this.#take(4, readI32BE, 0)
  }

  u64(): bigint {
    return this.#take(8, readU64BE, 0n)
  }

  i64(): bigint {
    return this.#take(8, readI64BE, 0n)
  }

  /** 64 bits as a number, exact up to 2^53 - 1 and rounded beyond. */
  u64Number(): number {
    return this.#take(8, readU64BENumber, 0)
  }

  u16le(): number {
    return this.#take(2, readU16LE, 0)
  }

  u32le(): number {
    return this.#take(4, readU32LE, 0)
  }

  u64le(): bigint {
    return this.#take(8, readU64LE, 0n)
  }

  u64leNumber(): number {
    return this.#take(8, readU64LENumber, 0)
  }

  /**
   * The next `length` bytes as a view of the same memory. Copy what outlives the input with
   * `new Uint8Array(view)`: the `slice` of a Node Buffer is a view again.
   */
  bytes(length: number): Uint8Array {
    return this.#take(length, (all, at) => all.subarray(at, at + length), empty)
  }

  skip(length: number): void {
    this.#take(length, () => undefined, undefined)
  }

  /** All that is left, as a view. */
  rest(): Uint8Array {
    return this.bytes(this.remaining)
  }

  #take<T>(length: number, read: (bytes: Uint8Array, at: number) => T, otherwise: T): T {
    if (this.#overrun || !(length >= 0 && length <= this.remaining)) {
      this.#overrun = true
      this.#position = this.#bytes.length
      return otherwise
    }
    const at = this.#position
    this.#position += length
    return read(this.#bytes, at)
  }
}

const empty = new Uint8Array(0)
const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] as number
