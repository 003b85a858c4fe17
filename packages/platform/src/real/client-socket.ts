import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net'
import type { ClientSocket, SocketReceiver } from '../ports/index.ts'

/**
 * The part of Node's sockets that this file reaches into: a socket that came over a channel reads
 * into buffers of Node's own, and `onread`, which reads into ours, can only be chosen when a socket
 * is made. So the handle is taken out of the one and a second one made around it. `_handle` is no
 * public interface; the tests of this file run on every Node that the product supports.
 */
interface SocketInside {
  _handle: SocketHandle | null
}

interface SocketHandle {
  readStop(): number
  reading: boolean
}

interface SocketOptionsInside extends SocketConstructorOpts {
  readonly handle: SocketHandle
  readonly pauseOnCreate: boolean
  readonly onread: OnReadOpts
}

/**
 * Takes the connection out of `socket`, which is dead afterwards. Undefined: it was closed already.
 */
export function takeHandle(socket: Socket): SocketHandle | undefined {
  const inside = socket as unknown as SocketInside
  const handle = inside._handle
  if (!handle) return undefined
  handle.readStop()
  handle.reading = false
  inside._handle = null
  return handle
}

/** A socket around `handle` that does not read before `resume()`, and then into `memory` only. */
export function socketInto(
  handle: SocketHandle,
  memory: Uint8Array,
  received: (length: number) => boolean,
): Socket {
  const options: SocketOptionsInside = {
    handle,
    pauseOnCreate: true,
    allowHalfOpen: true,
    onread: { buffer: memory, callback: received },
  }
  return new Socket(options)
}

/** Silence after which TCP asks whether the peer still lives. */
const KEEP_ALIVE_MS = 60_000

class RealClientSocket implements ClientSocket {
  readonly #handle: SocketHandle
  #socket: Socket | undefined
  #paused = false

  constructor(handle: SocketHandle) {
    this.#handle = handle
  }

  start(memory: Uint8Array, receiver: SocketReceiver): void {
    const socket = socketInto(this.#handle, memory, (length) => {
      receiver.received(length)
      return !this.#paused
    })
    this.#socket = socket
    let cause = 'closed'
    socket.setNoDelay(true)
    // A host that vanished without a word would otherwise stay connected for ever.
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.on('end', () => receiver.ended())
    socket.on('error', (error: NodeJS.ErrnoException) => {
      cause = error.code ?? error.message
    })
    socket.on('close', () => receiver.closed(cause))
    socket.resume()
  }

  pause(): void {
    this.#paused = true
    this.#socket?.pause()
  }

  resume(): void {
    this.#paused = false
    this.#socket?.resume()
  }

  write(bytes: Uint8Array, written: () => void): void {
    // The callback also comes, with an error, for what a destroyed socket never sent.
    this.#socket?.write(bytes, written)
  }

  end(): void {
    // Without waiting for the peer to close its half.
    this.#socket?.end(() => this.#socket?.destroy())
  }

  destroy(): void {
    this.#socket?.destroy()
  }
}

/** Undefined when the connection is gone already. */
export function clientSocket(socket: Socket): ClientSocket | undefined {
  const handle = takeHandle(socket)
  return handle && new RealClientSocket(handle)
}
