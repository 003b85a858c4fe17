import { errorChunk, nbd, writeSimpleReply, type Cookie } from '@keyturn/nbd'
import type { ClientSocket } from '@keyturn/platform/ports'

const START_CAPACITY = 64 * nbd.SIMPLE_REPLY_LENGTH

/** Collects the small replies of an event, and sends them in one write. */
export class SmallReplies {
  readonly #socket: ClientSocket
  #buffer = new Uint8Array(START_CAPACITY)
  #length = 0
  /**
   * Held back while the data of another reply is on its way in parts: nothing may come between
   * these.
   */
  held = false

  constructor(socket: ClientSocket) {
    this.#socket = socket
  }

  /** A reply without data, to anything but a read when structured replies are agreed on. */
  simple(cookie: Cookie, error: number): void {
    writeSimpleReply(this.#buffer, this.#reserve(nbd.SIMPLE_REPLY_LENGTH), cookie, error)
  }

  /** An error in the form that a read is answered in. */
  readError(cookie: Cookie, error: number, structured: boolean, text: string): void {
    if (structured) this.bytes(errorChunk(cookie, error, text))
    else this.simple(cookie, error)
  }

  bytes(reply: Uint8Array): void {
    const at = this.#reserve(reply.length)
    this.#buffer.set(reply, at)
  }

  flush(): void {
    if (this.#length === 0 || this.held) return
    const reply = this.#buffer.slice(0, this.#length)
    this.#length = 0
    this.#socket.write(reply, nothing)
  }

  #reserve(length: number): number {
    const at = this.#length
    this.#length += length
    if (this.#length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(2 * this.#buffer.length, this.#length))
      grown.set(this.#buffer)
      this.#buffer = grown
    }
    return at
  }
}

const nothing = (): void => undefined
