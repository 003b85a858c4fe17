/**
 * Chooses between doing I/O at once, in the event loop, and giving it to the thread pool. At once
 * is twice as fast for what the page cache holds, and many times slower for what it does not: the
 * loop stands still for every disk access. Only the time that an access took tells which it was.
 */
export class Pace {
  readonly #slowMs: number
  #threaded = false
  /** Accesses until the next one is done at once, to see whether times have changed. */
  #untilProbe = 0
  #quickProbes = 0
  #slowInARow = 0

  /** `slowMs`: an access that takes longer, beside the copying of its bytes, waited for a disk. */
  constructor(slowMs: number) {
    this.#slowMs = slowMs
  }

  /** Whether the next access goes to the thread pool. */
  threaded(): boolean {
    if (!this.#threaded) return false
    if (this.#untilProbe === 0) return false
    this.#untilProbe--
    return true
  }

  get isThreaded(): boolean {
    return this.#threaded
  }

  /** `accesses` of `bytes` together were done at once and took `totalMs`. */
  measured(totalMs: number, accesses: number, bytes: number): void {
    if (totalMs > this.#slowMs * accesses + bytes * COPY_MS_PER_BYTE) {
      this.#quickProbes = 0
      this.#untilProbe = ACCESSES_BETWEEN_PROBES
      if (++this.#slowInARow >= SLOW_IN_A_ROW_TO_LEAVE) this.#threaded = true
      return
    }
    this.#slowInARow = 0
    if (this.#threaded) {
      this.#untilProbe = ACCESSES_BETWEEN_PROBES
      if (++this.#quickProbes >= QUICK_PROBES_TO_RETURN) {
        this.#threaded = false
        this.#quickProbes = 0
      }
    }
  }
}

/** Copying from or to the page cache, on a slow machine: 2 GB/s. */
const COPY_MS_PER_BYTE = 1 / 2e6
/** One slow access may as well be a processor that was taken away for a moment. */
const SLOW_IN_A_ROW_TO_LEAVE = 3
const ACCESSES_BETWEEN_PROBES = 64
const QUICK_PROBES_TO_RETURN = 2
