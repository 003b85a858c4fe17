import type { Files } from '@keyturn/platform/ports'
import type { VolumeRow } from '../records/index.ts'
import type { Backends } from './backends.ts'

/** Files that are asked for their size at once. */
const CONCURRENT_QUESTIONS = 64

/**
 * How much the thin volumes occupy. A file that no process has open cannot change: it is asked
 * once, so that a list of thousands of volumes asks only for those in use.
 */
export class Usage {
  readonly #files: Files
  readonly #backends: Backends
  readonly #known = new Map<string, number>()
  readonly #mayHaveChanged: (uid: string) => boolean

  constructor(files: Files, backends: Backends, mayHaveChanged: (uid: string) => boolean) {
    this.#files = files
    this.#backends = backends
    this.#mayHaveChanged = mayHaveChanged
  }

  /** Bytes on disk of each of these volumes, by UID; those without a file have 0. */
  async allocated(volumes: readonly VolumeRow[]): Promise<ReadonlyMap<string, number>> {
    const asked = volumes.filter(({ uid }) => this.#mayHaveChanged(uid) || !this.#known.has(uid))
    for (let i = 0; i < asked.length; i += CONCURRENT_QUESTIONS) {
      const some = asked.slice(i, i + CONCURRENT_QUESTIONS)
      await Promise.all(some.map((volume) => this.#ask(volume)))
    }
    return this.#known
  }

  forget(uid: string): void {
    this.#known.delete(uid)
  }

  async #ask({ backend, uid }: VolumeRow): Promise<void> {
    const path = this.#backends.filePath(backend, uid)
    const size = path && await this.#files.size(path).catch(() => undefined)
    this.#known.set(uid, size ? size.allocatedBytes : 0)
  }
}
