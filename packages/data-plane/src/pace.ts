/**
 * Chooses between doing I/O at once, in the event loop, and giving it to the thread pool. At once
 * is twice as fast for what the page cache holds, and many times slower for what it does not: the
 * loop stands still for every disk access. Only the time that an access took tells which it was.
 */
export class Pace {
  readonly #slowMs: number
  readonly #diskReads: () => number
  #threaded = false
  /** Accesses until the next one is done at once, to see whether times have changed. */
  #untilProbe = 0
  #quickProbes = 0
  #slowInARow = 0
  #diskReadsBefore = 0

  /**
   * `slowMs`: an access that takes longer, beside the copying of its bytes, waited for something.
   * `diskReads`: how often this process made a disk read so far; asked only when something was slow.
   */
  constructor(slowMs: number, diskReads: () => number) {
    this.#slowMs = slowMs
    this.#diskReads = diskReads
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
      if (!this.#threaded) this.#threaded = this.#waitsForDisk()
      return
    }
    this.#slowInARow = 0
    if (!this.#threaded) return
    this.#untilProbe = ACCESSES_BETWEEN_PROBES
    if (++this.#quickProbes >= QUICK_PROBES_TO_RETURN) {
      this.#threaded = false
      this.#quickProbes = 0
    }
  }

  /** On a busy machine the processor is taken away now and then, which looks like a slow disk. */
  #waitsForDisk(): boolean {
    this.#slowInARow++
    if (this.#slowInARow === 1) this.#diskReadsBefore = this.#diskReads()
    if (this.#slowInARow < SLOW_IN_A_ROW) return false
    return this.#slowInARow >= SLOW_IN_ANY_CASE || this.#diskReads() > this.#diskReadsBefore
  }
}

/** Copying from or to the page cache, on a slow machine: 2 GB/s. */
const COPY_MS_PER_BYTE = 1 / 2e6
const SLOW_IN_A_ROW = 3
/** For what the kernel does not count as disk reads: writers that it holds back, some file systems. */
const SLOW_IN_ANY_CASE = 24
const ACCESSES_BETWEEN_PROBES = 64
const QUICK_PROBES_TO_RETURN = 2
