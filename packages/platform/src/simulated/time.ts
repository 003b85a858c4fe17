import type { Clock, Timer } from '../ports/index.ts'
import { type Life, never } from './life.ts'

/** One simulated time for all processes: it moves only when the simulation says so. */
export class SimulatedTime {
  #nowMs: number
  #order = 0
  readonly #timers = new Map<number, Waiting>()

  /** `startMs`: milliseconds since 1970. */
  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs
  }

  get nowMs(): number {
    return this.#nowMs
  }

  /** The clock that one process sees; `skewMs` is how far its wall clock is off. */
  clock(life: Life, skewMs = 0): Clock {
    const start = this.#nowMs
    const setTimer = (delayMs: number, action: () => void): Timer => {
      const id = this.#order++
      this.#timers.set(id, { dueMs: this.#nowMs + Math.max(0, delayMs), life, action })
      return { cancel: () => void this.#timers.delete(id) }
    }
    return {
      now: () => this.#nowMs + skewMs,
      monotonic: () => this.#nowMs - start,
      setTimer,
      sleep: (delayMs, signal) =>
        !life.alive
          ? never()
          : new Promise((resolve) => {
              if (signal?.aborted) return resolve()
              const timer = setTimer(delayMs, resolve)
              signal?.addEventListener(
                'abort',
                () => {
                  timer.cancel()
                  resolve()
                },
                { once: true },
              )
            }),
    }
  }

  /** Lets everything happen that can happen without time passing. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
  }

  /** Fires the next timer that is due within `withinMs`; false when there is none. */
  async step(withinMs: number): Promise<boolean> {
    await this.settle()
    const next = this.#next()
    if (next === undefined || next.waiting.dueMs > this.#nowMs + withinMs) return false
    this.#timers.delete(next.id)
    this.#nowMs = Math.max(this.#nowMs, next.waiting.dueMs)
    if (next.waiting.life.alive) next.waiting.action()
    await this.settle()
    return true
  }

  /** Lets `durationMs` pass, firing every timer in its order. */
  async advance(durationMs: number): Promise<void> {
    const end = this.#nowMs + durationMs
    while (await this.step(end - this.#nowMs)) {
      /* The next timer may set another. */
    }
    this.#nowMs = end
    await this.settle()
  }

  /** Lets time pass until the promise settles; rejects when `limitMs` pass without that. */
  async until<T>(promise: Promise<T>, limitMs: number): Promise<T> {
    const end = this.#nowMs + limitMs
    let settled = false
    const mark = () => {
      settled = true
    }
    promise.then(mark, mark)
    await this.settle()
    while (!settled) {
      if (!(await this.step(end - this.#nowMs))) {
        await this.settle()
        if (settled) break
        throw new Error(`nothing settled the awaited promise within ${limitMs} simulated ms`)
      }
    }
    return promise
  }

  #next(): { id: number; waiting: Waiting } | undefined {
    let best: { id: number; waiting: Waiting } | undefined
    for (const [id, waiting] of this.#timers) {
      if (!waiting.life.alive) this.#timers.delete(id)
      else if (best === undefined || waiting.dueMs < best.waiting.dueMs) best = { id, waiting }
    }
    return best
  }
}

interface Waiting {
  readonly dueMs: number
  readonly life: Life
  readonly action: () => void
}
