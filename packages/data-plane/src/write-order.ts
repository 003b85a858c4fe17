interface Entry {
  readonly offset: number
  readonly end: number
  readonly start: (done: () => void) => void
  started: boolean
}

/**
 * Keeps writes in the thread pool that touch the same bytes in the order in which they came. NBD
 * lets a server take such writes in any order while none is answered; who expects the last one to
 * win is not disappointed here.
 */
export class WriteOrder {
  /** Those not done, in the order of their coming. */
  #entries: Entry[] = []

  get size(): number {
    return this.#entries.length
  }

  /** Whether a write of this range would have to wait. */
  overlaps(offset: number, length: number): boolean {
    return this.#blocks(this.#entries.length, offset, offset + length)
  }

  /** Calls `start` now, or once all earlier writes to the same bytes are done. */
  submit(offset: number, length: number, start: (done: () => void) => void): void {
    const entry: Entry = { offset, end: offset + length, start, started: false }
    this.#entries.push(entry)
    if (!this.#blocks(this.#entries.length - 1, offset, entry.end)) this.#start(entry)
  }

  #start(entry: Entry): void {
    entry.started = true
    entry.start(() => {
      this.#entries.splice(this.#entries.indexOf(entry), 1)
      for (const [index, next] of [...this.#entries.entries()]) {
        if (!next.started && !this.#blocks(index, next.offset, next.end)) this.#start(next)
      }
    })
  }

  /** Whether any of the first `count` entries touches the range. */
  #blocks(count: number, offset: number, end: number): boolean {
    for (let i = 0; i < count; i++) {
      const entry = this.#entries[i] as Entry
      if (entry.offset < end && offset < entry.end) return true
    }
    return false
  }
}
