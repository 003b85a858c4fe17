import type { TLSSocket } from 'node:tls'
import type { Connection, Peer } from '../../ports/index.ts'

/** How long a closed connection waits for the other side's end before it is dropped. */
const lingerMs = 5_000

/**
 * A socket as the port's connection. The socket stays in paused mode: beyond one buffer nothing is
 * taken from the network until somebody reads, so a peer cannot fill memory.
 */
export class SocketConnection implements Connection {
  readonly peer: Peer
  readonly #socket: TLSSocket
  #ended = false
  #failure: Error | undefined
  #wake: (() => void) | undefined

  constructor(socket: TLSSocket, peer: Peer) {
    this.peer = peer
    this.#socket = socket
    socket.on('readable', this.#awaken)
    socket.on('error', (failure) => {
      this.#failure = failure
    })
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.#ended = true
        this.#awaken()
      })
    }
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.#wake) throw new Error('two reads of one connection at the same time')
    for (;;) {
      if (this.#socket.writableEnded) return undefined
      const chunk = this.#socket.read() as Buffer | null
      // A plain view: slice() of a Buffer does not copy, which nobody behind the port expects.
      if (chunk) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      if (this.#failure) throw this.#failure
      if (this.#ended) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (cause) => {
        if (cause) reject(cause)
        else resolve()
      })
    })
  }

  close(): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return
    this.#socket.end()
    // What still comes in is thrown away; it only stands between us and the peer's end.
    this.#socket.off('readable', this.#awaken)
    this.#socket.resume()
    const linger = setTimeout(() => this.#socket.destroy(), lingerMs)
    linger.unref()
    this.#socket.once('end', () => this.#socket.destroySoon())
    this.#socket.once('close', () => clearTimeout(linger))
    this.#awaken()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  readonly #awaken = (): void => {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }
}
