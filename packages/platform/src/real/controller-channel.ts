import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net'
import {
  KEY_FRAME_LENGTH,
  KEY_PIPE_FD,
  type ClientSocket,
  type ControllerChannel,
} from '../ports/index.ts'
import { clientSocket } from './client-socket.ts'

/** Reads frames of the key pipe, and holds each until it is asked for. */
class KeyPipe {
  readonly #frame = new Uint8Array(KEY_FRAME_LENGTH)
  #filled = 0
  readonly #keys = new Map<number, Uint8Array>()
  readonly #waiting = new Map<number, (key: Uint8Array) => void>()

  constructor() {
    const memory = new Uint8Array(KEY_FRAME_LENGTH)
    const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
      fd: KEY_PIPE_FD,
      readable: true,
      writable: false,
      onread: {
        buffer: memory,
        callback: (length: number) => {
          this.#receive(memory.subarray(0, length))
          memory.fill(0)
          return true
        },
      },
    }
    const pipe = new Socket(options)
    // The channel tells of the controller's end; the pipe's own end adds nothing.
    pipe.on('error', () => undefined)
    pipe.resume()
  }

  take(ticket: number): Promise<Uint8Array> {
    const key = this.#keys.get(ticket)
    this.#keys.delete(ticket)
    if (key) return Promise.resolve(key)
    return new Promise((resolve) => this.#waiting.set(ticket, resolve))
  }

  #receive(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      const part = bytes.subarray(at, at + KEY_FRAME_LENGTH - this.#filled)
      this.#frame.set(part, this.#filled)
      this.#filled += part.length
      at += part.length
      if (this.#filled < KEY_FRAME_LENGTH) return
      this.#filled = 0
      const ticket = new DataView(this.#frame.buffer).getUint32(0)
      const key = this.#frame.slice(4)
      this.#frame.fill(0)
      const waiting = this.#waiting.get(ticket)
      this.#waiting.delete(ticket)
      if (waiting) waiting(key)
      else this.#keys.set(ticket, key)
    }
  }
}

/** The channel of a process that was started by `startDataPlane`. Throws in any other. */
export function controllerChannel<Incoming, Outgoing>(): ControllerChannel<Incoming, Outgoing> {
  if (!process.send || !process.channel) {
    throw new Error('the data plane is started by the storage system, not by hand')
  }
  const keys = new KeyPipe()
  return {
    send(message) {
      // A controller that is gone is told of by onClosed.
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
    },
    onMessage(handler) {
      process.on('message', (message, socket) => {
        let client: ClientSocket | undefined
        if (socket instanceof Socket) client = clientSocket(socket)
        handler(message as Incoming, client)
      })
    },
    takeKey: (ticket) => keys.take(ticket),
    onClosed: (handler) => {
      process.once('disconnect', handler)
    },
  }
}
