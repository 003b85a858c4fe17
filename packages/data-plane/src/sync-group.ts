import type { BlockFile, Done } from '@keyturn/platform/ports'

/**
 * Makes writes durable, for all who ask together. Whoever asks while a sync runs waits for the next
 * one: the running one may have begun before the asker's write. So a sync covers every write that
 * had returned when it was asked for, of whatever connection.
 */
export class SyncGroup {
  readonly #file: BlockFile
  readonly #failed: (error: string) => void
  #waiting: Done[] = []
  #running = false
  #error: string | undefined

  /**
   * `failed` is called once. After a failed sync nobody knows what is on the disk: it is never
   * tried again.
   */
  constructor(file: BlockFile, failed: (error: string) => void) {
    this.#file = file
    this.#failed = failed
  }

  sync(done: Done): void {
    if (this.#error !== undefined) {
      // Never before this returns: the caller may be in the middle of a batch.
      setImmediate(done, this.#error)
      return
    }
    this.#waiting.push(done)
    if (!this.#running) this.#run()
  }

  #run(): void {
    const asked = this.#waiting
    this.#waiting = []
    this.#running = true
    this.#file.sync((error) => {
      this.#running = false
      if (error !== undefined) {
        this.#error = error
        this.#failed(error)
        for (const done of this.#waiting.splice(0)) done(error)
      }
      for (const done of asked) done(error)
      if (this.#waiting.length > 0) this.#run()
    })
  }
}
