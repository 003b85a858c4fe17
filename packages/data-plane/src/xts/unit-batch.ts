/** Most pieces of one batch. */
export const MAXIMUM_PIECES = 128

/**
 * Runs of units that are encrypted or decrypted together. Their ciphertext lies in the stage, one
 * run behind the other; the plaintext of each lies at a place of its own.
 */
export class UnitBatch {
  /** Number of the first unit of each run; below 2^43. */
  readonly firstUnit = new Float64Array(MAXIMUM_PIECES)
  readonly units = new Int32Array(MAXIMUM_PIECES)
  /** Where the plaintext of each run lies in the memory. */
  readonly place = new Int32Array(MAXIMUM_PIECES)
  count = 0
  totalUnits = 0

  get full(): boolean {
    return this.count === MAXIMUM_PIECES
  }

  add(firstUnit: number, units: number, place: number): void {
    const index = this.count++
    this.firstUnit[index] = firstUnit
    this.units[index] = units
    this.place[index] = place
    this.totalUnits += units
  }

  clear(): void {
    this.count = 0
    this.totalUnits = 0
  }
}
