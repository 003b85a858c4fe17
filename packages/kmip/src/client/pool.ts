import { Channel } from './channel.ts'
import { KmipClientError } from './error.ts'
import type { ClientTimers, Connect } from './types.ts'

export interface PoolOptions {
  readonly connect: Connect
  readonly timers: ClientTimers
  readonly connectTimeout: number
  readonly maximumConnections: number
  readonly idleTimeout: number
  readonly maximumResponseLength: number
}

/** The connections of one client. */
export class Pool {
  readonly #options: PoolOptions
  readonly #open = new Set<Channel>()
  /** The one used last comes last: it is the likeliest to be alive. */
  readonly #idle: Channel[] = []
  readonly #waiting: (() => void)[] = []
  /** Connections of the pool that are open or being opened. */
  #count = 0
  #closed = false

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /**
   * A connection for one exchange; give it back with `release`. One that was idle for longer than
   * `maximumIdle` milliseconds is closed rather than given out.
   */
  async acquire(maximumIdle: number): Promise<Channel> {
    for (;;) {
      if (this.#closed) throw closedError()
      const channel = this.#idle.pop()
      if (channel !== undefined) {
        const idle = this.#options.timers.now() - (channel.lastUsed ?? 0)
        if (idle <= Math.min(maximumIdle, this.#options.idleTimeout)) return channel
        channel.close('idle for too long')
        continue
      }
      if (this.#count < this.#options.maximumConnections) return this.#connectCounted()
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** A new connection beside the pool. */
  async connect(): Promise<Channel> {
    if (this.#closed) throw closedError()
    return this.#connect(() => undefined)
  }

  release(channel: Channel): void {
    if (!channel.usable) return
    this.#idle.push(channel)
    this.#waiting.shift()?.()
  }

  close(): void {
    this.#closed = true
    for (const channel of [...this.#open]) channel.close()
    for (const resume of this.#waiting.splice(0)) resume()
  }

  async #connectCounted(): Promise<Channel> {
    this.#count++
    const gone = (): void => {
      this.#count--
      this.#waiting.shift()?.()
    }
    try {
      return await this.#connect(gone)
    } catch (error) {
      gone()
      throw error
    }
  }

  async #connect(gone: () => void): Promise<Channel> {
    const { timers, maximumResponseLength } = this.#options
    const connection = await this.#connection()
    const channel: Channel = new Channel(connection, timers, maximumResponseLength, () => {
      this.#open.delete(channel)
      const at = this.#idle.indexOf(channel)
      if (at >= 0) this.#idle.splice(at, 1)
      gone()
    })
    this.#open.add(channel)
    if (this.#closed) channel.close()
    return channel
  }

  /** Holds the adapter to its time: one that comes too late is closed. */
  #connection(): ReturnType<Connect> {
    const { connect, connectTimeout, timers } = this.#options
    return new Promise((resolve, reject) => {
      let late = false
      const cancel = timers.after(connectTimeout, () => {
        late = true
        const message = `no connection within ${connectTimeout} ms`
        reject(new KmipClientError({ kind: 'timeout', message, phase: 'connect' }))
      })
      connect(connectTimeout).then(
        (connection) => {
          cancel()
          if (late) connection.close()
          else resolve(connection)
        },
        (error: unknown) => {
          cancel()
          reject(error as Error)
        },
      )
    })
  }
}

const closedError = (): KmipClientError =>
  new KmipClientError({ kind: 'closed', message: 'the client is closed' })
