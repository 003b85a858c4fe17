import { createCipheriv, createDecipheriv } from 'node:crypto'
import { STAGE_AT, UNIT_LENGTH, type DataMemory } from '../memory.ts'
import type { XtsEngine } from './engine.ts'
import type { UnitBatch } from './unit-batch.ts'

/**
 * OpenSSL's aes-256-xts, one context a unit: slow and plain. It is what the tests hold the other
 * engine against, and serves where WebAssembly has no SIMD.
 */
export class ReferenceEngine implements XtsEngine {
  readonly #bytes: Uint8Array
  readonly #key: Uint8Array
  readonly #tweak = Buffer.alloc(16)

  constructor(memory: DataMemory, key: Uint8Array) {
    this.#bytes = memory.bytes
    this.#key = key.slice()
  }

  encrypt(batch: UnitBatch): void {
    this.#forEachUnit(batch, (tweak, stage, place) => {
      stage.set(createCipheriv('aes-256-xts', this.#key, tweak).update(place))
    })
  }

  decrypt(batch: UnitBatch): void {
    this.#forEachUnit(batch, (tweak, stage, place) => {
      if (stage.every((byte) => byte === 0)) place.fill(0)
      else place.set(createDecipheriv('aes-256-xts', this.#key, tweak).update(stage))
    })
  }

  destroy(): void {
    this.#key.fill(0)
  }

  #forEachUnit(
    batch: UnitBatch,
    act: (tweak: Uint8Array, stage: Uint8Array, place: Uint8Array) => void,
  ): void {
    let stageAt = STAGE_AT
    for (let i = 0; i < batch.count; i++) {
      for (let unit = 0; unit < (batch.units[i] as number); unit++) {
        const placeAt = (batch.place[i] as number) + unit * UNIT_LENGTH
        // 48 bits are enough: a volume has fewer than 2^43 units.
        this.#tweak.writeUIntLE((batch.firstUnit[i] as number) + unit, 0, 6)
        act(
          this.#tweak,
          this.#bytes.subarray(stageAt, stageAt + UNIT_LENGTH),
          this.#bytes.subarray(placeAt, placeAt + UNIT_LENGTH),
        )
        stageAt += UNIT_LENGTH
      }
    }
  }
}
