import type { Socket } from 'node:net'
import { type Log, WaitingRoom } from '../../ports/index.ts'
import { plainAddress } from './peer.ts'

/** Which connection is meant: TLS and ssh2 hand out objects of their own, not the socket. */
export interface Place {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
}

export interface WaitingSocketsOptions {
  /** Sockets that wait at the same time; one more, and the one that waited longest is closed. */
  readonly limit: number
  /** How long one may wait until it is admitted first, in milliseconds; not limited by default. */
  readonly graceMs?: number
  readonly log: Log
  /** What they are, for the log: `SSH`. */
  readonly protocol: string
}

/** The sockets of one listener: each waits from its arrival until it is admitted. */
export class WaitingSockets {
  readonly #options: WaitingSocketsOptions
  readonly #open = new Map<string, Socket>()
  readonly #graces = new Map<Socket, NodeJS.Timeout>()
  readonly #room: WaitingRoom<Socket>

  constructor(options: WaitingSocketsOptions) {
    const { limit, log, protocol } = options
    this.#options = options
    this.#room = new WaitingRoom(limit, ({ remoteAddress }) => {
      const address = plainAddress(remoteAddress ?? 'unknown')
      log.warn('too many unfinished connections: those that wait for longest are closed', {
        protocol, address, limit,
      })
    })
  }

  add(socket: Socket): void {
    const { graceMs } = this.#options
    const place = keyOf(socket)
    this.#open.set(place, socket)
    this.#room.enter(socket)
    if (graceMs !== undefined) {
      this.#graces.set(socket, setTimeout(() => socket.destroy(), graceMs))
    }
    socket.once('close', () => {
      this.#settle(socket)
      if (this.#open.get(place) === socket) this.#open.delete(place)
    })
  }

  /** It is known, or is being served: it is neither counted nor closed. */
  admit(place: Place): void {
    const socket = this.#open.get(keyOf(place))
    if (socket) this.#settle(socket)
  }

  /** It waits from now on, again or anew. */
  renew(place: Place): void {
    const socket = this.#open.get(keyOf(place))
    if (socket && !socket.destroyed) this.#room.enter(socket)
  }

  /** Closes all, also those admitted. */
  destroy(): void {
    for (const socket of this.#open.values()) socket.destroy()
  }

  #settle(socket: Socket): void {
    clearTimeout(this.#graces.get(socket))
    this.#graces.delete(socket)
    this.#room.leave(socket)
  }
}

const keyOf = ({ remoteAddress, remotePort }: Place): string => `${remoteAddress} ${remotePort}`
