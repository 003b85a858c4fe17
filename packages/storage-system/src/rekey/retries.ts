import type { Clock, Timer } from '@keyturn/platform/ports'

/** First and longest pause between two tries (milliseconds); each is twice the one before. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

/** Growing pauses for work that a key server cannot do now. */
export class Retries {
  readonly #clock: Clock
  readonly #again: () => void
  readonly #pauses = new Map<string, { readonly pauseMs: number; timer: Timer | undefined }>()

  /** `again` is called when a pause is over. */
  constructor(clock: Clock, again: () => void) {
    this.#clock = clock
    this.#again = again
  }

  isWaiting(id: string): boolean {
    return this.#pauses.get(id)?.timer !== undefined
  }

  wait(id: string): void {
    const before = this.#pauses.get(id)
    before?.timer?.cancel()
    const pauseMs = before ? Math.min(2 * before.pauseMs, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS
    const pause = { pauseMs, timer: undefined as Timer | undefined }
    pause.timer = this.#clock.setTimer(pauseMs, () => {
      pause.timer = undefined
      this.#again()
    })
    this.#pauses.set(id, pause)
  }

  /** Forgets all but these. */
  keep(ids: readonly string[]): void {
    for (const [id, { timer }] of this.#pauses) {
      if (ids.includes(id)) continue
      timer?.cancel()
      this.#pauses.delete(id)
    }
  }

  /** Ends all pauses now. */
  hurry(): void {
    this.stop()
    this.#again()
  }

  stop(): void {
    for (const { timer } of this.#pauses.values()) timer?.cancel()
    this.#pauses.clear()
  }
}
