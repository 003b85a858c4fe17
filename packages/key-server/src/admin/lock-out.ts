import type { Clock } from '@keyturn/platform/ports'

/** Failed logins until the next ones are refused, and for how long, in milliseconds. */
const MAX_FAILURES = 5
const LOCK_MS = 300_000
/** Entries kept; the oldest goes first. More than this many attackers at once forget one another. */
const MAX_ENTRIES = 10_000

/** Counts failed logins by user and address: one attacker does not lock out the administrator elsewhere. */
export class LockOut {
  readonly #clock: Clock
  readonly #failures = new Map<string, { count: number; until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Seconds that this login still has to wait; 0 when it may try. */
  waitSeconds(user: string, address: string): number {
    const entry = this.#failures.get(keyOf(user, address))
    if (entry === undefined || entry.count < MAX_FAILURES) return 0
    return Math.max(0, Math.ceil((entry.until - this.#clock.monotonic()) / 1000))
  }

  /** Counts an attempt before its password is checked, so that attempts at once are all counted. */
  attempt(user: string, address: string): void {
    const key = keyOf(user, address)
    const now = this.#clock.monotonic()
    const former = this.#failures.get(key)
    const count = former === undefined || former.until <= now ? 1 : former.count + 1
    this.#failures.delete(key)
    this.#failures.set(key, { count, until: now + LOCK_MS })
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > MAX_ENTRIES && oldest !== undefined) this.#failures.delete(oldest)
  }

  succeeded(user: string, address: string): void {
    this.#failures.delete(keyOf(user, address))
  }
}

const keyOf = (user: string, address: string): string => JSON.stringify([user, address])
