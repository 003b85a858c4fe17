import { MAX_TRANSACTION_ROWS } from '@keyturn/platform/ports'
import type { Core } from '../core.ts'

interface Made {
  readonly id: number
  readonly uid: string
}

/**
 * Notes in the rows that volume files are on disk. Nobody waits for it: a volume that still says
 * `making` after a crash gets its file a second time, which is no second file. So many notes go in
 * one transaction.
 */
export class FileMarks {
  readonly #core: Core
  #made: Made[] = []
  #writing = false

  constructor(core: Core) {
    this.#core = core
  }

  add(volume: Made): void {
    this.#made.push(volume)
    if (this.#writing) return
    this.#writing = true
    this.#write().catch((error: unknown) => this.#core.ports.abort(error))
  }

  async #write(): Promise<void> {
    const { volumes } = this.#core.records
    while (this.#made.length > 0) {
      await this.#core.records.transact(() => {
        const changes = this.#made.splice(0, MAX_TRANSACTION_ROWS).flatMap(({ id, uid }) => {
          const row = volumes.get(id)
          // Removed meanwhile, and the id given to another volume perhaps.
          return row?.uid === uid ? [volumes.put(id, { ...row, file: 'made' })] : []
        })
        return { changes, result: undefined }
      })
    }
    this.#writing = false
  }
}
