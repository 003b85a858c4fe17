import type { Timer } from '@keyturn/platform/ports'
import type { Core } from '../core.ts'
import { poolCapacity } from './capacity.ts'
import type { VolumeParts } from './parts.ts'

/** Between two looks at the back ends (milliseconds). */
const INTERVAL_MS = 60_000

/** Looks from time to time whether back ends are there, and how full pools are; events follow. */
export class BackendWatch {
  readonly #core: Core
  readonly #parts: VolumeParts
  #timer: Timer | undefined
  #stopped = false

  constructor(core: Core, parts: VolumeParts) {
    this.#core = core
    this.#parts = parts
  }

  async look(): Promise<void> {
    await this.#parts.backends.check()
    await this.#checkSpace()
    if (this.#stopped) return
    this.#timer = this.#core.ports.clock.setTimer(INTERVAL_MS, () => {
      this.look().catch((error: unknown) => this.#core.ports.abort(error))
    })
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  async #checkSpace(): Promise<void> {
    const { records, events } = this.#core
    const { backends, usage } = this.#parts
    for (const pool of [...records.pools.values()]) {
      const { usedBytes, capacityBytes } = await poolCapacity(records, backends, usage, pool)
      const isFull = pool.warningPercent > 0 && capacityBytes > 0
        && usedBytes * 100 >= capacityBytes * pool.warningPercent
      if (isFull) await events.ensure('poolSpaceWarning', pool)
      else await events.settle('poolSpaceWarning', pool.id)
    }
  }
}
