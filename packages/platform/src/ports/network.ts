/** Byte streams, secured by TLS or plain, as ports. */

/** One connection. Reading is by pull, so that a peer cannot fill memory. */
export interface Connection {
  readonly peer: Peer
  /**
   * The next bytes that arrived (at least one); undefined once the peer has ended or the
   * connection is closed. Rejects on a reset.
   */
  read(): Promise<Uint8Array | undefined>
  /**
   * Resolves when the bytes were handed to the network, not when they arrived. Rejects once
   * closed.
   */
  write(bytes: Uint8Array): Promise<void>
  /** Ends gracefully (TLS close_notify, FIN) after what was written. Never throws. */
  close(): void
  /** Drops the connection at once. */
  destroy(): void
}

export interface Peer {
  /** Address and port as text, for logs. */
  readonly address: string
  /**
   * The certificate that the peer proved to hold; undefined without one. Its chain is the
   * caller's matter.
   */
  readonly certificate?: PeerCertificate
}

export interface PeerCertificate {
  /** SHA-256 of the DER encoding, lower-case hex: what identifies a client. */
  readonly fingerprint: string
  /**
   * SHA-256 of the SubjectPublicKeyInfo, lower-case hex: stays the same over a renewal with the
   * same key.
   */
  readonly publicKeyFingerprint: string
  readonly subject: string
  readonly issuer: string
  readonly serialNumber: string
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  readonly pem: string
  /**
   * Whether it chains to one of the listener's or connector's CA certificates and is in its time.
   */
  readonly trusted: boolean
}

export interface TlsIdentity {
  /** PEM, the leaf first. */
  readonly certificate: string
  /** PEM, not encrypted. */
  readonly key: string
}

export interface TlsListenOptions {
  readonly host: string
  readonly port: number
  readonly identity: TlsIdentity
  /**
   * PEM of the CAs that client certificates are checked against; none: every certificate is
   * untrusted, yet asked for.
   */
  readonly clientAuthorities?: readonly string[]
  /**
   * Asks for a client certificate; a client without one still connects, `peer.certificate` is
   * undefined then.
   */
  readonly requestClientCertificate: boolean
}

export interface TcpListenOptions {
  readonly host: string
  readonly port: number
}

export interface Listener {
  readonly host: string
  /** The real port where 0 was asked for. */
  readonly port: number
  /** Swaps certificate and authorities for new connections. TLS only. */
  update?(options: Pick<TlsListenOptions, 'identity' | 'clientAuthorities'>): void
  /** Stops listening; connections go on. */
  close(): Promise<void>
}

export interface TlsConnectOptions {
  readonly host: string
  readonly port: number
  readonly identity?: TlsIdentity
  /** PEM of the CAs or self-signed certificates that the server must chain to. */
  readonly authorities: readonly string[]
  /** Also check that the certificate names `host`. */
  readonly verifyHostname: boolean
  readonly timeoutMs: number
}

/**
 * unreachable: no such name, or no way to it; refused: nobody listens; timeout: no answer in time; tls: the
 * handshake failed, or our own certificate or key is unusable; certificate: the server's is not trusted.
 */
export type ConnectFailure = 'unreachable' | 'refused' | 'timeout' | 'tls' | 'certificate'

/** What `connectTls` rejects with. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
  readonly failure: ConnectFailure
  constructor(failure: ConnectFailure, message: string) {
    super(message)
    this.failure = failure
  }
}

export interface Network {
  /** TLS 1.2 and 1.3, session resumption. `accept` is called once the handshake is complete. */
  listenTls(options: TlsListenOptions, accept: (connection: Connection) => void): Promise<Listener>
  connectTls(options: TlsConnectOptions): Promise<Connection>
}
