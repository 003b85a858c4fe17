import { chmodSync, unlinkSync } from 'node:fs'
import { createServer, connect, type Server, type Socket } from 'node:net'
import type { Listener, TransferableConnection, TransferableNetwork } from '../ports/index.ts'
import { socketInto, takeHandle } from './client-socket.ts'

/** Bytes read at a time before a connection is handed over. */
const HANDSHAKE_READ_LENGTH = 16 * 1024

/**
 * Reads one chunk for each `read`, so that a client's later bytes stay in the kernel for the next
 * owner.
 */
export class RealTransferableConnection implements TransferableConnection {
  readonly transferable = true
  readonly peer: { readonly address: string }
  readonly #memory = new Uint8Array(HANDSHAKE_READ_LENGTH)
  #socket: Socket | undefined
  #ended = false
  #failure: Error | undefined
  #waiting: { resolve(bytes: Uint8Array | undefined): void; reject(error: Error): void } | undefined

  constructor(accepted: Socket, address: string) {
    this.peer = { address }
    const handle = takeHandle(accepted)
    if (!handle) {
      this.#ended = true
      return
    }
    const socket = socketInto(handle, this.#memory, (length) => {
      const waiting = this.#waiting
      this.#waiting = undefined
      waiting?.resolve(this.#memory.slice(0, length))
      return false
    })
    socket.on('end', () => this.#finish(undefined))
    socket.on('error', (error) => this.#finish(error))
    socket.on('close', () => this.#finish(undefined))
    this.#socket = socket
  }

  /** The socket to be passed to another process; this connection is over. */
  release(): Socket | undefined {
    const socket = this.#socket
    this.#socket = undefined
    this.#finish(undefined)
    if (!socket || socket.destroyed) return undefined
    socket.removeAllListeners()
    return socket
  }

  read(): Promise<Uint8Array | undefined> {
    if (this.#failure) return Promise.reject(this.#failure)
    if (this.#ended || !this.#socket) return Promise.resolve(undefined)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket?.resume()
    })
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#socket || this.#socket.destroyed) reject(new Error('the connection is closed'))
      else this.#socket.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
  }

  close(): void {
    this.#socket?.end(() => this.#socket?.destroy())
  }

  destroy(): void {
    this.#socket?.destroy()
  }

  #finish(failure: Error | undefined): void {
    this.#ended = true
    this.#failure ??= failure
    const waiting = this.#waiting
    this.#waiting = undefined
    if (failure) waiting?.reject(failure)
    else waiting?.resolve(undefined)
  }
}

function accepting(
  describe: (socket: Socket) => string,
  accept: (client: TransferableConnection) => void,
): Server {
  return createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    socket.setNoDelay(true)
    accept(new RealTransferableConnection(socket, describe(socket)))
  })
}

const listening = (server: Server, options: object): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options, () => {
      server.off('error', reject)
      resolve()
    })
  })

/** Does not wait for connections: these go on, mostly in other processes. */
const stop = async (server: Server): Promise<void> => {
  server.close()
}

/** Whether somebody answers at a socket file. */
const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

export const realTransferableNetwork: TransferableNetwork = {
  async listenTcp({ host, port }, accept): Promise<Listener> {
    const server = accepting(
      (socket) => `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`,
      accept,
    )
    await listening(server, { host, port })
    const address = server.address()
    const realPort = address !== null && typeof address === 'object' ? address.port : port
    return { host, port: realPort, close: () => stop(server) }
  },

  async listenUnix({ path, mode }, accept) {
    const server = accepting(() => `unix:${path}`, accept)
    try {
      await listening(server, { path })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || (await answers(path)))
        throw error
      unlinkSync(path)
      await listening(server, { path })
    }
    chmodSync(path, mode)
    return { close: () => stop(server) }
  },
}
