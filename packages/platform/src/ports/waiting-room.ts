/** Anything that can be closed without ado. */
export interface Destroyable {
  destroy(): void
}

/**
 * Connections that have not yet shown that they are somebody's, in order of arrival. Refusing the
 * newest would let a few silent strangers lock everybody out; here the one that has waited for
 * longest gives way, so whoever comes and goes on at once gets in. Who has left is not counted.
 */
export class WaitingRoom<Connection extends Destroyable> {
  readonly #limit: number
  readonly #crowded: (longest: Connection) => void
  readonly #waiting = new Set<Connection>()
  #told = false

  /** `crowded` is called for the first that gives way only: a flood must not fill a log. */
  constructor(limit: number, crowded: (longest: Connection) => void) {
    this.#limit = limit
    this.#crowded = crowded
  }

  /** As the newest, also when it was waiting already. */
  enter(connection: Connection): void {
    this.#waiting.delete(connection)
    if (this.#waiting.size >= this.#limit) this.#dismissLongest()
    this.#waiting.add(connection)
  }

  leave(connection: Connection): void {
    this.#waiting.delete(connection)
    if (this.#waiting.size <= this.#limit / 2) this.#told = false
  }

  #dismissLongest(): void {
    const [longest] = this.#waiting
    if (longest === undefined) return
    this.#waiting.delete(longest)
    if (!this.#told) this.#crowded(longest)
    this.#told = true
    longest.destroy()
  }
}
