import { wipe } from '@keyturn/bytes'
import { MessageFramer, requestMessageTag } from '@keyturn/kmip'
import type { Clock, Connection, Log, Timer } from '@keyturn/platform/ports'
import type { Exchange } from './exchange.ts'

export interface SessionOptions {
  readonly exchange: Exchange
  readonly clock: Clock
  readonly log: Log
  /** Milliseconds without a byte after which a connection between two messages is closed. */
  readonly idleMs: number
}

/** Longest request message, in bytes. */
const MAX_MESSAGE_BYTES = 1_048_576
/** A message that has begun must go on arriving at this pace. */
const HALF_MESSAGE_MS = 30_000

/**
 * One connection: reads messages and answers them in order, one at a time; what arrives meanwhile
 * waits in the network. Ends with the peer, an idle limit, a stream that is no KMIP, or `stop`.
 */
export class Session {
  readonly #connection: Connection
  readonly #options: SessionOptions
  #answering = false
  #stopping = false
  #lastUse: number

  constructor(connection: Connection, options: SessionOptions) {
    this.#connection = connection
    this.#options = options
    this.#lastUse = options.clock.monotonic()
  }

  /** When it began or its last request came, in milliseconds of the monotonic clock. */
  get lastUse(): number {
    return this.#lastUse
  }

  get address(): string {
    return this.#connection.peer.address
  }

  /** Resolves when the connection has ended. Never rejects. */
  async run(): Promise<void> {
    try {
      await this.#serve()
      this.#connection.close()
    } catch (cause) {
      this.#options.log.debug('connection broke', {
        address: this.#connection.peer.address, cause: String(cause),
      })
      this.#connection.destroy()
    }
  }

  /** Lets the answer under way go out, then closes. */
  stop(): void {
    this.#stopping = true
    if (!this.#answering) this.#connection.close()
  }

  abort(): void {
    this.#connection.destroy()
  }

  async #serve(): Promise<void> {
    const framer = new MessageFramer(requestMessageTag, MAX_MESSAGE_BYTES)
    while (!this.#stopping) {
      const piece = await this.#read(framer.midway ? HALF_MESSAGE_MS : this.#options.idleMs)
      if (piece === undefined) return
      for (const framed of framer.push(piece)) {
        if (framed.kind === 'not KMIP') return
        if (framed.kind === 'too long') {
          await this.#connection.write(this.#options.exchange.tooLong(MAX_MESSAGE_BYTES))
          return
        }
        if (!await this.#answer(framed.bytes)) return
      }
      // The framer still reads from the piece when a message in it is not whole.
      if (!framer.midway) wipe(piece)
    }
  }

  /** False when the connection should end. */
  async #answer(request: Uint8Array): Promise<boolean> {
    this.#answering = true
    this.#lastUse = this.#options.clock.monotonic()
    const answer = await this.#options.exchange.answer(request, this.#connection.peer)
    wipe(request)
    if (answer !== undefined) {
      await this.#connection.write(answer)
      wipe(answer)
    }
    this.#answering = false
    return answer !== undefined && !this.#stopping
  }

  async #read(limitMs: number): Promise<Uint8Array | undefined> {
    const timer: Timer = this.#options.clock.setTimer(limitMs, () => this.#connection.close())
    try {
      return await this.#connection.read()
    } finally {
      timer.cancel()
    }
  }
}
