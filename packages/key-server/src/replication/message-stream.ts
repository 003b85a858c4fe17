import { concat, readU32BE, writeU32BE } from '@keyturn/bytes'
import type { Clock, Connection } from '@keyturn/platform/ports'
import { fault, ReplicationError } from './faults.ts'
import { encodeMessage, parseMessage } from './message-schema.ts'
import type { Message, OtherProtocol } from './messages.ts'

/** A frame is this many bytes of length, big-endian, and then the message. */
const LENGTH_BYTES = 4
/** Longest message, in bytes: one record may be 1 MiB, and a little of JSON around it. */
const MAX_MESSAGE_BYTES = 4 * 1_048_576

/** Messages over one connection, with a deadline for each. */
export class MessageStream {
  readonly #connection: Connection
  readonly #clock: Clock
  #arrived: Uint8Array[] = []
  #arrivedBytes = 0

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection
    this.#clock = clock
  }

  async send(message: Message): Promise<void> {
    const body = encodeMessage(message)
    const frame = new Uint8Array(LENGTH_BYTES + body.length)
    writeU32BE(frame, 0, body.length)
    frame.set(body, LENGTH_BYTES)
    await this.#connection.write(frame)
  }

  /**
   * The next message; undefined when the peer has ended between two messages. Throws ReplicationError
   * on a timeout (the connection is dropped then), a cut message, or one that is not valid.
   */
  async receive(timeoutMs: number): Promise<Message | OtherProtocol | undefined> {
    let late = false
    const timer = this.#clock.setTimer(timeoutMs, () => {
      late = true
      this.#connection.destroy()
    })
    try {
      const frame = await this.#frame()
      if (late) throw new ReplicationError(fault('Timeout', { seconds: timeoutMs / 1000 }))
      if (frame === undefined) return undefined
      const message = parseMessage(frame)
      if (typeof message !== 'string') return message
      throw new ReplicationError(fault('MessageInvalid', { cause: message }))
    } catch (cause) {
      if (cause instanceof ReplicationError) throw cause
      if (late) throw new ReplicationError(fault('Timeout', { seconds: timeoutMs / 1000 }))
      throw lost((cause as Error).message)
    } finally {
      timer.cancel()
    }
  }

  /** Ends gracefully: the peer still reads what was sent. */
  close(): void {
    this.#connection.close()
  }

  destroy(): void {
    this.#connection.destroy()
  }

  async #frame(): Promise<Uint8Array | undefined> {
    if (!(await this.#fill(LENGTH_BYTES))) {
      if (this.#arrivedBytes === 0) return undefined
      throw lost('it ended within a message')
    }
    const length = readU32BE(this.#joined(), 0)
    if (length > MAX_MESSAGE_BYTES) {
      throw new ReplicationError(fault('MessageInvalid', {
        cause: `a message of ${length} bytes, more than ${MAX_MESSAGE_BYTES}`,
      }))
    }
    if (!(await this.#fill(LENGTH_BYTES + length))) throw lost('it ended within a message')
    const all = this.#joined()
    const rest = all.subarray(LENGTH_BYTES + length)
    this.#arrived = rest.length > 0 ? [rest] : []
    this.#arrivedBytes = rest.length
    return all.subarray(LENGTH_BYTES, LENGTH_BYTES + length)
  }

  /** Everything that has arrived, in one piece. */
  #joined(): Uint8Array {
    if (this.#arrived.length !== 1) this.#arrived = [concat(this.#arrived)]
    return this.#arrived[0] as Uint8Array
  }

  async #fill(bytes: number): Promise<boolean> {
    while (this.#arrivedBytes < bytes) {
      const chunk = await this.#connection.read()
      if (chunk === undefined) return false
      this.#arrived.push(chunk)
      this.#arrivedBytes += chunk.length
    }
    return true
  }
}

const lost = (cause: string): ReplicationError =>
  new ReplicationError(fault('ConnectionLost', { cause }))
