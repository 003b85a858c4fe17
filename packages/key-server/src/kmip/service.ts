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
    if (this.#sessions.size >= maxConnections) this.#endOldest()
    const session = new Session(connection, { exchange, clock, log, idleMs })
    const ended = session.run().then(() => {
      this.#sessions.delete(session)
      this.#connections.set(this.#sessions.size)
    })
    this.#sessions.set(session, ended)
    this.#connections.set(this.#sessions.size)
  }

  /**
   * Whoever connects need not be known to hold a connection, so what is silent gives way: a client that
   * comes with a request gets its answer, however many strangers sit around.
   */
  #endOldest(): void {
    const [oldest] = [...this.#sessions.keys()].sort((a, b) => a.lastUse - b.lastUse)
    if (oldest === undefined) return
    this.#options.log.warn('too many connections: closed the one that was silent for longest', {
      address: oldest.address, maxConnections: this.#options.maxConnections,
    })
    this.#sessions.delete(oldest)
    oldest.abort()
  }
}
