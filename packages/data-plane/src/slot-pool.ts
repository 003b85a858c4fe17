import { SLOT_LENGTH } from './memory.ts'

/** Somebody who goes on when a slot is free. */
export interface SlotWaiter {
  slotFree(): void
}

/** Equal pieces of the memory, lent out by their place. */
export class SlotPool {
  readonly #free: number[] = []
  readonly #waiting = new Set<SlotWaiter>()

  constructor(firstAt: number, count: number) {
    for (let i = count - 1; i >= 0; i--) this.#free.push(firstAt + i * SLOT_LENGTH)
  }

  get empty(): boolean {
    return this.#free.length === 0
  }

  /** The place of a slot; undefined when all are lent. */
  take(): number | undefined {
    return this.#free.pop()
  }

  /** Whoever waited longest is told. */
  give(at: number): void {
    this.#free.push(at)
    for (const waiter of this.#waiting) {
      this.#waiting.delete(waiter)
      waiter.slotFree()
      return
    }
  }

  /** Tells `waiter` once, when a slot comes back. */
  wait(waiter: SlotWaiter): void {
    this.#waiting.add(waiter)
  }

  /** Ends a wait; a slot that it was told of may go to the next. */
  leave(waiter: SlotWaiter): void {
    this.#waiting.delete(waiter)
  }
}
