import { SLOT_LENGTH } from './memory.ts'

/**
 * Somebody who goes on when a slot is free: later, not within `slotFree`, whose caller may be in
 * the middle of a batch.
 */
export interface SlotWaiter {
  slotFree(): void
}

/** Equal pieces of the memory, lent out by their place. */
export class SlotPool {
  readonly #free: number[] = []
  #waiting = new Set<SlotWaiter>()

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

  /**
   * All who wait are told, in the order of their waiting: the first may have no use for it any
   * more.
   */
  give(at: number): void {
    this.#free.push(at)
    if (this.#waiting.size === 0) return
    const told = this.#waiting
    this.#waiting = new Set()
    for (const waiter of told) waiter.slotFree()
  }

  /** Tells `waiter` once, when a slot comes back, which others may take before it. */
  wait(waiter: SlotWaiter): void {
    this.#waiting.add(waiter)
  }

  /** Ends a wait. */
  leave(waiter: SlotWaiter): void {
    this.#waiting.delete(waiter)
  }
}
