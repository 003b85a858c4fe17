import { concat, decodeUtf8 } from '@keyturn/bytes'
import type { SshChannel } from '@keyturn/platform/ports'

/** Longest line of a shell, in bytes. */
const maxLineBytes = 65_536
const lineFeed = 0x0a

/** A channel's input as lines. */
export class LineReader {
  readonly #channel: SshChannel
  #buffered: Uint8Array = new Uint8Array(0)

  constructor(channel: SshChannel) {
    this.#channel = channel
  }

  /** Without its line feed; undefined at the end, and for a line that is too long. */
  async read(): Promise<string | undefined> {
    for (;;) {
      const end = this.#buffered.indexOf(lineFeed)
      if (end >= 0) return this.#take(end, 1)
      if (this.#buffered.length > maxLineBytes) return undefined
      const bytes = await this.#channel.read()
      if (bytes) this.#buffered = concat([this.#buffered, bytes])
      // The last line may lack its end.
      else return this.#buffered.length > 0 ? this.#take(this.#buffered.length, 0) : undefined
    }
  }

  #take(end: number, skip: number): string {
    const line = this.#buffered.subarray(0, end)
    this.#buffered = this.#buffered.subarray(end + skip)
    // What is not UTF-8 names no command: the shell says so.
    return decodeUtf8(line) ?? '\ufffd'
  }
}
