import { MessageFramer, responseMessageTag } from '../index.ts'
import { KmipClientError } from './error.ts'
import type { ClientTimers, Connection, KmipClientFailure } from './types.ts'

/** Bytes of an answer as they came, or why there is none. */
type Answered = { readonly bytes: Uint8Array } | { readonly failure: KmipClientFailure }

interface Exchange {
  settle(answered: Answered): void
  /** A part of the answer has come. */
  begun: boolean
}

/** A server that refused our certificate in the handshake did not read the request. */
const mayHaveArrived = ({ kind }: KmipClientFailure): boolean =>
  kind !== 'certificate' && kind !== 'tls'

/** One connection that carries one exchange at a time. */
export class Channel {
  /** Time of the last answer; undefined before the first. */
  lastUsed: number | undefined
  readonly #connection: Connection
  readonly #timers: ClientTimers
  readonly #framer: MessageFramer
  readonly #onEnd: () => void
  #exchange: Exchange | undefined
  #ended: KmipClientFailure | undefined
  #dropped = false

  /** `onEnd` is called once, when the connection can no longer be used. */
  constructor(
    connection: Connection,
    timers: ClientTimers,
    maximumLength: number,
    onEnd: () => void,
  ) {
    this.#connection = connection
    this.#timers = timers
    this.#framer = new MessageFramer(responseMessageTag, maximumLength)
    this.#onEnd = onEnd
    connection.listen({
      data: (bytes) => this.#data(bytes),
      closed: (why) => this.#end(typeof why === 'string' ? { kind: 'closed', message: why } : why),
    })
  }

  get usable(): boolean {
    return this.#ended === undefined
  }

  /** The last exchange failed without a byte of an answer, because the connection was closed. */
  get droppedUnanswered(): boolean {
    return this.#dropped
  }

  close(why = 'the client closed the connection'): void {
    this.#end({ kind: 'closed', message: why })
  }

  /** Sends a request and resolves to the answer's bytes; rejects with a KmipClientError. */
  exchange(request: Uint8Array, timeout: number): Promise<Uint8Array> {
    if (this.#ended !== undefined) {
      return Promise.reject(new KmipClientError(this.#ended))
    }
    return new Promise((resolve, reject) => {
      const cancel = this.#timers.after(timeout, () => {
        const message = `no answer within ${timeout} ms`
        this.#end({ kind: 'timeout', message, phase: 'request' })
      })
      this.#exchange = {
        begun: false,
        settle: (answered) => {
          cancel()
          this.#exchange = undefined
          if ('bytes' in answered) resolve(answered.bytes)
          else reject(new KmipClientError(answered.failure, mayHaveArrived(answered.failure)))
        },
      }
      this.#connection.send(request)
    })
  }

  #data(bytes: Uint8Array): void {
    if (this.#ended !== undefined) return
    const exchange = this.#exchange
    if (exchange === undefined) {
      this.#end({ kind: 'undecodable', message: 'the server spoke without being asked' })
      return
    }
    exchange.begun = true
    const [first, ...more] = this.#framer.push(bytes)
    if (first === undefined) return
    if (first.kind !== 'message') {
      const message = first.kind === 'not KMIP'
        ? 'the answer is no KMIP'
        : `the answer of ${first.length} bytes is longer than allowed`
      this.#end({ kind: 'undecodable', message })
      return
    }
    this.lastUsed = this.#timers.now()
    exchange.settle({ bytes: first.bytes })
    if (more.length > 0 || this.#framer.midway) this.close('the server sent more than was asked')
  }

  #end(failure: KmipClientFailure): void {
    if (this.#ended !== undefined) return
    this.#ended = failure
    this.#connection.close()
    const exchange = this.#exchange
    this.#dropped = failure.kind === 'closed' && exchange?.begun === false
    this.#onEnd()
    exchange?.settle({ failure })
  }
}
