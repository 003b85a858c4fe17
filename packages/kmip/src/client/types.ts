import type {
  Credential,
  ProtocolVersion,
  RequestItem,
  RequestPayloads,
  ResponseItem,
  ResponsePayloads,
  ResultReason,
  SupportedOperation,
} from '../index.ts'

/**
 * One open connection, as the client needs it. Adapters: node:tls (`connectTls`), or a simulation.
 */
export interface Connection {
  /** Called once, right after connecting, before anything is sent. */
  listen(handlers: ConnectionHandlers): void
  /** Never blocks. Neither side changes the bytes afterwards. */
  send(bytes: Uint8Array): void
  /** Idempotent; no handler is called afterwards. */
  close(): void
}

export interface ConnectionHandlers {
  data(bytes: Uint8Array): void
  /**
   * The other side closed it, or it broke: at most once, nothing follows. With TLS 1.3 a server
   * refuses our certificate only now: a failure says so, a text is why it closed otherwise.
   */
  closed(why: KmipClientFailure | string): void
}

/** Resolves to an open, authenticated connection, or rejects with a KmipClientError. */
export type Connect = (timeoutMilliseconds: number) => Promise<Connection>

/** Time as a port. */
export interface ClientTimers {
  /** Calls `run` once after the delay; the result cancels that. */
  after(milliseconds: number, run: () => void): () => void
  /** Milliseconds, never going back. */
  now(): number
}

export interface KmipClientOptions {
  readonly connect: Connect
  /** Node's own if absent. */
  readonly timers?: ClientTimers
  /** Sent in every request. */
  readonly credentials?: readonly Credential[]
  /**
   * The version to speak. If absent it is found out by Discover Versions before the first call, and
   * again after the server has refused it.
   */
  readonly version?: ProtocolVersion
  /** Milliseconds for TCP and TLS together; 5,000 if absent. */
  readonly connectTimeout?: number
  /** Milliseconds from sending a request to the whole answer; 10,000 if absent. */
  readonly requestTimeout?: number
  /** Open connections at the same time, those of `fresh` calls apart; 4 if absent. */
  readonly maximumConnections?: number
  /** Milliseconds after which an idle connection is closed rather than used; 60,000 if absent. */
  readonly idleTimeout?: number
  /** Bytes; a longer answer is refused. 1 MiB if absent. */
  readonly maximumResponseLength?: number
}

export interface CallOptions {
  /** Use a new connection for this call alone: what a proof needs. */
  readonly fresh?: boolean
  /** Milliseconds, instead of the client's `requestTimeout`. */
  readonly timeout?: number
}

/** Why a call failed. */
export type KmipClientFailure =
  /** No TCP connection: refused, unreachable, name unknown. */
  | { readonly kind: 'connect'; readonly message: string }
  /** The TLS handshake failed for another reason than a certificate. */
  | { readonly kind: 'tls'; readonly message: string }
  /**
   * The server's certificate is not trusted by us, or ours not by the server. `code` is that of
   * Node or OpenSSL.
   */
  | { readonly kind: 'certificate'; readonly message: string; readonly code: string }
  | {
      readonly kind: 'timeout'
      readonly message: string
      readonly phase: 'connect' | 'request'
    }
  /** The connection ended before the answer was whole. */
  | { readonly kind: 'closed'; readonly message: string }
  /** The server understood and said no. */
  | {
      readonly kind: 'refused'
      readonly message: string
      readonly reason: ResultReason
      readonly status: 'OperationFailed' | 'OperationPending' | 'OperationUndone'
    }
  /** The answer is no KMIP, or not the answer to this request. */
  | { readonly kind: 'undecodable'; readonly message: string }
  /** No version in common, or the version spoken cannot express the request. */
  | { readonly kind: 'version'; readonly message: string }

/**
 * Talks to one key server. A connection is taken from the pool, or a new one is made; a request
 * that only reads (see `readOnlyOperations`) is repeated once, on a new connection, when a
 * connection of the pool turns out to be closed before any byte of the answer came. Nothing else is
 * ever repeated.
 */
export interface KmipClient {
  /** The version spoken, found out if need be. */
  version(options?: CallOptions): Promise<ProtocolVersion>
  /** One operation; rejects with a KmipClientError. */
  call<O extends SupportedOperation>(
    operation: O,
    payload: RequestPayloads[O],
    options?: CallOptions,
  ): Promise<ResponsePayloads[O]>
  /**
   * Several in one message, in order, stopping at the first failure; the items answered come back.
   */
  batch(items: readonly RequestItem[], options?: CallOptions): Promise<readonly ResponseItem[]>
  /** Ends all connections; calls under way fail as `closed`. */
  close(): void
}
