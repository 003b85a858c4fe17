import type {
  Clock, Connection, Gauge, Listener, Log, Metrics, Network, TlsListenOptions,
} from '@keyturn/platform/ports'
import type { Exchange } from './exchange.ts'
import { Session } from './session.ts'

export interface KmipServiceOptions {
  readonly network: Network
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly exchange: Exchange
  readonly listen: Omit<TlsListenOptions, 'requestClientCertificate'>
  readonly idleMs: number
  readonly maxConnections: number
}

/** How long answers under way may take once the server stops. */
const STOP_GRACE_MS = 5_000

/** The KMIP port: accepts connections and runs a session for each. */
export class KmipService {
  readonly #options: KmipServiceOptions
  readonly #sessions = new Map<Session, Promise<void>>()
  readonly #connections: Gauge
  #listener: Listener | undefined

  constructor(options: KmipServiceOptions) {
    this.#options = options
    this.#connections = options.metrics.gauge('keyturn_kmip_connections', 'Open KMIP connections.')
  }

  /** The port that it listens on. */
  async start(): Promise<number> {
    const { listen, network } = this.#options
    const options = { ...listen, requestClientCertificate: true }
    this.#listener = await network.listenTls(options, (connection) => this.#accept(connection))
    return this.#listener.port
  }

  async stop(): Promise<void> {
    await this.#listener?.close()
    for (const session of this.#sessions.keys()) session.stop()
    const timer = this.#options.clock.setTimer(STOP_GRACE_MS, () => {
      for (const session of this.#sessions.keys()) session.abort()
    })
    await Promise.all(this.#sessions.values())
    timer.cancel()
  }

  #accept(connection: Connection): void {
    const { clock, exchange, idleMs, log, maxConnections } = this.#options
    if (this.#sessions.size >= maxConnections) {
      log.warn('too many connections: closed the newest', {
        address: connection.peer.address, maxConnections,
      })
      connection.destroy()
      return
    }
    const session = new Session(connection, { exchange, clock, log, idleMs })
    const ended = session.run().then(() => {
      this.#sessions.delete(session)
      this.#connections.set(this.#sessions.size)
    })
    this.#sessions.set(session, ended)
    this.#connections.set(this.#sessions.size)
  }
}
