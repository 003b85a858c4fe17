/** Password checks that run or wait; each costs memory and time (the Passwords port runs a few at once). */
const MAX_AT_ONCE = 32

/** Turns away what would wait too long. */
export class Gate {
  #inside = 0

  /** What `work` gives; undefined, without a call of it, when too many are inside already. */
  async pass<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#inside === MAX_AT_ONCE) return undefined
    this.#inside += 1
    try {
      return await work()
    } finally {
      this.#inside -= 1
    }
  }
}
