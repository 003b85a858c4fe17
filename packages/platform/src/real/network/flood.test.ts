import { connect, type Socket } from 'node:net'

/** Fewer than the backlog of a listener; over the loopback they still arrive in order. */
const atOnce = 64

/** Connections to a port that stay silent; closed ones are noticed. For the tests of listeners. */
export class Flood {
  readonly #sockets: Socket[] = []
  readonly #port: number

  constructor(port: number) {
    this.#port = port
  }

  /** Adds so many, which say so much; their order of arrival is that of `held`. */
  async add(count: number, said = ''): Promise<void> {
    for (let left = count; left > 0; left -= atOnce) {
      await Promise.all(Array.from({ length: Math.min(left, atOnce) }, () => this.#connect(said)))
    }
  }

  #connect(said: string): Promise<void> {
    const socket = connect(this.#port, '127.0.0.1')
    this.#sockets.push(socket)
    socket.on('error', () => {})
    socket.resume()
    return new Promise((resolve) => socket.once('connect', () => {
      if (said !== '') socket.write(said)
      resolve()
    }))
  }

  /** For each, whether the server still holds it. */
  get held(): readonly boolean[] {
    return this.#sockets.map((socket) => !socket.closed)
  }

  /** Waits until the server has closed so many. */
  async lost(count: number): Promise<void> {
    while (this.held.filter((held) => !held).length < count) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  end(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}
