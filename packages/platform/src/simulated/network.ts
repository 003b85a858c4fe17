import {
  ConnectError,
  type Connection,
  type Listener,
  type Network,
  type Peer,
  type PeerCertificate,
  type TlsConnectOptions,
  type TlsIdentity,
  type TlsListenOptions,
} from '../ports/index.ts'
import { describeSimulated } from './certificates.ts'
import { type Life, never } from './life.ts'

/** What happens to the bytes of one write between two processes. */
export type WireFate = 'go' | 'lose and break' | 'deliver and break'

export interface WireMessage {
  readonly from: string
  readonly to: string
  readonly bytes: Uint8Array
  /** Whether the writer opened the connection (a request) or accepted it (a reply). */
  readonly direction: 'request' | 'reply'
}

export type WireOracle = (message: WireMessage) => WireFate

/**
 * The network between simulated processes. A write arrives whole as one read, in order; an oracle may
 * break the connection at any write, before or after its delivery. Hosts can be cut off from each other.
 */
export class SimulatedInternet {
  readonly #listeners = new Map<string, Accepting>()
  readonly #cut = new Set<string>()
  #fate: WireOracle = () => 'go'

  /** Replaces the oracle that is asked at every write. */
  set fate(oracle: WireOracle) {
    this.#fate = oracle
  }

  /** No connection leads to this host any more, until `reconnect`. */
  disconnect(host: string): void {
    this.#cut.add(host)
  }

  reconnect(host: string): void {
    this.#cut.delete(host)
  }

  /** The network as one process, at the host `name`, sees it. */
  network(name: string, life: Life): Network {
    return {
      listenTls: async (options, accept) => this.#listen(options, accept, life),
      connectTls: async (options) => (life.alive ? this.#connect(name, options, life) : never()),
    }
  }

  #listen(
    options: TlsListenOptions,
    accept: (connection: Connection) => void,
    life: Life,
  ): Listener {
    const place = `${options.host}:${options.port}`
    const standing = this.#listeners.get(place)
    if (standing?.life.alive) throw new Error(`${place} is in use`)
    const accepting: Accepting = { options, accept, life }
    this.#listeners.set(place, accepting)
    return {
      host: options.host,
      port: options.port,
      update: (changes) => void (accepting.options = { ...accepting.options, ...changes }),
      close: async () =>
        void (this.#listeners.get(place) === accepting && this.#listeners.delete(place)),
    }
  }

  async #connect(from: string, options: TlsConnectOptions, life: Life): Promise<Connection> {
    await Promise.resolve()
    const listener = this.#listeners.get(`${options.host}:${options.port}`)
    if (!listener?.life.alive || this.#cut.has(options.host) || this.#cut.has(from)) {
      throw new ConnectError('refused', `nothing listens at ${options.host}:${options.port}`)
    }
    const serverCertificate = certify(listener.options.identity, options.authorities)
    if (!serverCertificate.trusted)
      throw new ConnectError('certificate', 'the server certificate is not trusted')
    const authorities = listener.options.clientAuthorities ?? []
    const clientCertificate = options.identity && certify(options.identity, authorities)
    const opener = new Side(life, { address: options.host, certificate: serverCertificate })
    const accepter = new Side(listener.life, {
      address: from,
      ...(clientCertificate ? { certificate: clientCertificate } : {}),
    })
    const broken = () => this.#cut.has(options.host) || this.#cut.has(from)
    opener.join(accepter, (bytes) =>
      broken()
        ? 'lose and break'
        : this.#fate({ from, to: options.host, bytes, direction: 'request' }),
    )
    accepter.join(opener, (bytes) =>
      broken()
        ? 'lose and break'
        : this.#fate({ from: options.host, to: from, bytes, direction: 'reply' }),
    )
    listener.accept(accepter)
    return opener
  }
}

interface Accepting {
  options: TlsListenOptions
  readonly accept: (connection: Connection) => void
  readonly life: Life
}

function certify(identity: TlsIdentity, authorities: readonly string[]): PeerCertificate {
  const description = describeSimulated(identity.certificate)
  if (!description) throw new ConnectError('certificate', 'not a simulated certificate')
  const trusted = authorities.some(
    (authority) =>
      authority.trim() === identity.certificate.trim() ||
      describeSimulated(authority)?.subject === description.issuer,
  )
  return { ...description, pem: identity.certificate, trusted }
}

/** One end of a connection. */
class Side implements Connection {
  readonly peer: Peer
  readonly #life: Life
  readonly #arrived: Uint8Array[] = []
  #waiting:
    | { resolve: (bytes: Uint8Array | undefined) => void; reject: (error: Error) => void }
    | undefined
  #state: 'open' | 'ended' | 'reset' | 'closed' = 'open'
  #other: Side | undefined
  #fate: (bytes: Uint8Array) => WireFate = () => 'go'

  constructor(life: Life, peer: Peer) {
    this.#life = life
    this.peer = peer
    life.onDeath(() => this.#other?.reset())
  }

  join(other: Side, fate: (bytes: Uint8Array) => WireFate): void {
    this.#other = other
    this.#fate = fate
  }

  async read(): Promise<Uint8Array | undefined> {
    if (!this.#life.alive) return never()
    const bytes = this.#arrived.shift()
    if (bytes) return bytes
    if (this.#state === 'reset') throw new Error('the connection was reset')
    if (this.#state !== 'open') return undefined
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#life.alive) return never()
    if (this.#state !== 'open') throw new Error('the connection is closed')
    const happens = this.#fate(bytes)
    if (!this.#life.alive) return never()
    if (happens !== 'lose and break') this.#other?.receive(bytes.slice())
    if (happens !== 'go') {
      this.#other?.reset()
      this.reset()
    }
  }

  close(): void {
    if (this.#state === 'open') this.#other?.end()
    this.#settle('closed')
  }

  destroy(): void {
    if (this.#state === 'open') this.#other?.reset()
    this.#settle('closed')
  }

  receive(bytes: Uint8Array): void {
    if (this.#state !== 'open' || !this.#life.alive) return
    if (this.#waiting) {
      const { resolve } = this.#waiting
      this.#waiting = undefined
      resolve(bytes)
    } else {
      this.#arrived.push(bytes)
    }
  }

  end(): void {
    this.#settle('ended')
  }

  reset(): void {
    this.#settle('reset')
  }

  #settle(state: 'ended' | 'reset' | 'closed'): void {
    if (this.#state !== 'open') return
    this.#state = state
    const waiting = this.#waiting
    this.#waiting = undefined
    if (!waiting || !this.#life.alive) return
    if (state === 'reset') waiting.reject(new Error('the connection was reset'))
    else waiting.resolve(undefined)
  }
}
