import type { Clock, Log, Timer } from '@keyturn/platform/ports'
import type { ServerRecord } from '../records/index.ts'
import type { ManagedObjects } from './managed-objects.ts'
import type { ObjectIndex } from './object-index.ts'

export interface TombstonesOptions {
  readonly clock: Clock
  readonly log: Log
  readonly index: ObjectIndex
  readonly objects: ManagedObjects
  readonly server: () => ServerRecord
}

const SWEEP_MS = 3_600_000

/** Removes, hour by hour, the key material of destroyed objects whose time for an undo is over. */
export class Tombstones {
  readonly #options: TombstonesOptions
  #timer: Timer | undefined
  #sweeping: Promise<void> = Promise.resolve()

  constructor(options: TombstonesOptions) {
    this.#options = options
  }

  start(): void {
    this.#sweeping = this.#sweep().catch((cause: unknown) => {
      this.#options.log.error('the sweep of tombstones failed', { cause: String(cause) })
    })
    this.#timer = this.#options.clock.setTimer(SWEEP_MS, () => this.start())
  }

  async stop(): Promise<void> {
    this.#timer?.cancel()
    await this.#sweeping
  }

  async #sweep(): Promise<void> {
    const { clock, index, log, objects, server } = this.#options
    // At a secondary the primary's purge arrives like every change.
    if (server().role === 'secondary') return
    const now = Math.floor(clock.now() / 1000)
    for (const { uniqueIdentifier, group } of index.expired(now)) {
      const entry = {
        action: 'PurgeTombstone', actor: 'server', group, object: uniqueIdentifier,
        outcome: 'Success',
      } as const
      if (await objects.purge(uniqueIdentifier, entry, now)) {
        log.info('the key material of a destroyed object was removed for good', {
          object: uniqueIdentifier,
        })
      }
    }
  }
}
