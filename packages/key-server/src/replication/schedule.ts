import type { Clock } from '@keyturn/platform/ports'

/** The first retry comes this long after a fault; each further one after twice the time. */
const FIRST_RETRY_MS = 1000
const LAST_RETRY_MS = 60_000

/** When a link runs next, and what wakes it before that. */
export class Schedule {
  readonly #clock: Clock
  readonly #intervalMs: number
  #faults = 0
  #dueAt: number
  #wake: (() => void) | undefined
  #woken = false

  constructor(clock: Clock, intervalMs: number) {
    this.#clock = clock
    this.#intervalMs = intervalMs
    this.#dueAt = clock.monotonic()
  }

  /** Milliseconds until the next run by time. */
  get dueInMs(): number {
    return Math.max(0, this.#dueAt - this.#clock.monotonic())
  }

  /** Whether the last run ended with a fault: then time alone starts the next one, or an order. */
  get failing(): boolean {
    return this.#faults > 0
  }

  succeeded(startedAt: number): void {
    this.#faults = 0
    this.#dueAt = startedAt + this.#intervalMs
  }

  failed(): void {
    const retryMs = Math.min(FIRST_RETRY_MS * 2 ** this.#faults, LAST_RETRY_MS, this.#intervalMs)
    this.#faults += 1
    this.#dueAt = this.#clock.monotonic() + retryMs
  }

  /** Ends the waiting of now, or of next time. */
  wake(): void {
    this.#woken = true
    this.#wake?.()
  }

  /** Resolves when a run is due or `wake` was called since the last time. */
  async due(): Promise<void> {
    while (!this.#woken && this.dueInMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = this.#clock.setTimer(this.dueInMs, resolve)
        this.#wake = () => {
          timer.cancel()
          resolve()
        }
      })
      this.#wake = undefined
    }
    this.#woken = false
  }
}
