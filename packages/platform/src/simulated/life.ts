/**
 * The life of one simulated process. When it is killed, nothing that it asked for is ever answered: its
 * promises stay open, its timers do not fire, its connections break. Its disks stay as they are.
 */
export class Life {
  #alive = true
  readonly #onDeath: (() => void)[] = []

  get alive(): boolean {
    return this.#alive
  }

  /** Ends the life at this instant. A second call does nothing. */
  kill(): void {
    if (!this.#alive) return
    this.#alive = false
    for (const action of this.#onDeath) action()
    this.#onDeath.length = 0
  }

  onDeath(action: () => void): void {
    if (this.#alive) this.#onDeath.push(action)
    else action()
  }

  /** The value while alive; a promise that never settles after death. */
  answer<T>(value: T): Promise<T> {
    return this.#alive ? Promise.resolve(value) : never()
  }
}

/** What a dead process waits for. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {})
}
