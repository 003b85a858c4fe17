import { createCipheriv, createDecipheriv, type Cipher, type Decipher } from 'node:crypto'
import {
  MARKS_AT,
  PLAIN_TWEAKS_AT,
  STAGE_AT,
  STAGE_UNITS,
  TWEAKS_AT,
  UNIT_LENGTH,
  type DataMemory,
} from '../memory.ts'
import type { XtsEngine } from './engine.ts'
import type { XtsKernel } from './kernel.ts'
import type { UnitBatch } from './unit-batch.ts'

const WORD = 0x1_0000_0000

/**
 * XTS put together from its parts: OpenSSL's AES-256-ECB, whose contexts are made once for a
 * volume, does all tweaks of a batch in one call and all data in another; the kernel does the rest.
 * Node's own aes-256-xts needs a new context for each unit, which is thirteen times slower.
 */
export class EcbEngine implements XtsEngine {
  readonly #bytes: Uint8Array
  readonly #kernel: XtsKernel
  readonly #tweakCipher: Cipher
  readonly #cipher: Cipher
  readonly #decipher: Decipher
  /** The tweaks before encryption: four words each, of which only the first two are ever set. */
  readonly #plainTweaks: Int32Array

  /** `key`: 64 bytes, data key first, tweak key second; copied into OpenSSL's contexts. */
  constructor(memory: DataMemory, kernel: XtsKernel, key: Uint8Array) {
    this.#bytes = memory.bytes
    this.#kernel = kernel
    this.#plainTweaks = new Int32Array(memory.bytes.buffer, PLAIN_TWEAKS_AT, 4 * STAGE_UNITS)
    const dataKey = key.subarray(0, 32)
    this.#cipher = createCipheriv('aes-256-ecb', dataKey, null).setAutoPadding(false)
    this.#decipher = createDecipheriv('aes-256-ecb', dataKey, null).setAutoPadding(false)
    const tweakKey = key.subarray(32, 64)
    this.#tweakCipher = createCipheriv('aes-256-ecb', tweakKey, null).setAutoPadding(false)
  }

  encrypt(batch: UnitBatch): void {
    this.#makeTweaks(batch)
    const { whiten } = this.#kernel
    let stageAt = STAGE_AT
    let tweaksAt = TWEAKS_AT
    for (let i = 0; i < batch.count; i++) {
      const units = batch.units[i] as number
      whiten(batch.place[i] as number, stageAt, tweaksAt, units)
      stageAt += units * UNIT_LENGTH
      tweaksAt += units * 16
    }
    this.#pass(this.#cipher, STAGE_AT, batch.totalUnits * UNIT_LENGTH, STAGE_AT)
    whiten(STAGE_AT, STAGE_AT, TWEAKS_AT, batch.totalUnits)
  }

  decrypt(batch: UnitBatch): void {
    this.#makeTweaks(batch)
    const { whiten, whitenMarking } = this.#kernel
    const units = batch.totalUnits
    const unwritten = whitenMarking(STAGE_AT, STAGE_AT, TWEAKS_AT, units, MARKS_AT)
    if (unwritten < units) this.#pass(this.#decipher, STAGE_AT, units * UNIT_LENGTH, STAGE_AT)
    let stageAt = STAGE_AT
    let tweaksAt = TWEAKS_AT
    for (let i = 0; i < batch.count; i++) {
      const runUnits = batch.units[i] as number
      whiten(stageAt, batch.place[i] as number, tweaksAt, runUnits)
      stageAt += runUnits * UNIT_LENGTH
      tweaksAt += runUnits * 16
    }
    if (unwritten > 0) this.#clearUnwritten(batch)
  }

  /** `final` frees OpenSSL's contexts at once, and OpenSSL clears a key schedule that it frees. */
  destroy(): void {
    this.#cipher.final()
    this.#decipher.final()
    this.#tweakCipher.final()
  }

  #makeTweaks(batch: UnitBatch): void {
    const words = this.#plainTweaks
    let word = 0
    for (let i = 0; i < batch.count; i++) {
      const first = batch.firstUnit[i] as number
      let high = Math.floor(first / WORD)
      let low = first - high * WORD
      for (let left = batch.units[i] as number; left > 0; left--) {
        words[word] = low
        words[word + 1] = high
        word += 4
        if (++low === WORD) {
          low = 0
          high++
        }
      }
    }
    this.#pass(this.#tweakCipher, PLAIN_TWEAKS_AT, 16 * batch.totalUnits, TWEAKS_AT)
  }

  #pass(cipher: Cipher | Decipher, from: number, length: number, to: number): void {
    const output = cipher.update(this.#bytes.subarray(from, from + length))
    this.#bytes.set(output, to)
    free(output)
  }

  #clearUnwritten(batch: UnitBatch): void {
    const bytes = this.#bytes
    let mark = MARKS_AT
    for (let i = 0; i < batch.count; i++) {
      let place = batch.place[i] as number
      for (let left = batch.units[i] as number; left > 0; left--) {
        if (bytes[mark++] === 1) bytes.fill(0, place, place + UNIT_LENGTH)
        place += UNIT_LENGTH
      }
    }
  }
}

/** ES2024; Node 20 has it behind a flag. */
interface TransferableBuffer {
  transfer?(length: number): unknown
}

/**
 * Gives the memory of one of OpenSSL's outputs back now instead of at the next garbage collection.
 * Then the next output takes the same memory, still in the cache, and none piles up: this is worth
 * a quarter of the speed.
 */
function free(output: Buffer): void {
  const buffer: ArrayBufferLike & TransferableBuffer = output.buffer
  // Only where the memory is the output's alone.
  if (output.length === buffer.byteLength) buffer.transfer?.(0)
}
