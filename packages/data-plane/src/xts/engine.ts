import type { UnitBatch } from './unit-batch.ts'

/**
 * AES-256-XTS over units of 512 bytes (IEEE 1619-2018), with the unit's number, little-endian, as
 * its tweak. A unit whose ciphertext is all zeros was never written and decrypts to zeros; no key
 * makes such a ciphertext but by an accident of probability 2^-4096.
 */
export interface XtsEngine {
  /** The ciphertext of all runs to the stage. The plaintext stays as it is. */
  encrypt(batch: UnitBatch): void
  /** The plaintext of the runs to their places. What the stage holds afterwards is undefined. */
  decrypt(batch: UnitBatch): void
  /** Zeroes the keys; the engine is dead. */
  destroy(): void
}
