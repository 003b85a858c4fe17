import { isIP } from 'node:net'
import { connect as connectSocket } from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { ConnectError } from '../../ports/index.ts'
import type { Connection, ConnectFailure, Peer, TlsConnectOptions } from '../../ports/index.ts'
import { SocketConnection } from './connection.ts'
import { isTrusted, peerOf } from './peer.ts'
import type { KeptSession, Sessions } from './sessions.ts'

const keepAliveMs = 60_000

/** Connects and checks the server's certificate; rejects with ConnectError. */
export function connectTls(sessions: Sessions, options: TlsConnectOptions): Promise<Connection> {
  const place = `${options.host} port ${options.port}`
  return new Promise((resolve, reject) => {
    const kept = sessions.find(options)
    const socket = open(options, kept?.session)
    const fail = (failure: ConnectFailure, message: string): void => {
      clearTimeout(timer)
      socket.destroy()
      reject(new ConnectError(failure, `${place}: ${message}`))
    }
    const timer = setTimeout(
      () => fail('timeout', `no answer within ${options.timeoutMs} ms`),
      options.timeoutMs,
    )
    socket.on('session', (session) => {
      const { certificate } = serverOf(socket, kept)
      if (certificate) sessions.keep(options, { session, certificate })
    })
    const failed = (cause: Error): void => fail(...explain(cause))
    const closed = (): void => fail('tls', 'the connection was closed during the TLS handshake')
    socket.on('error', failed)
    socket.on('close', closed)
    socket.once('secureConnect', () => {
      if (!socket.authorized) {
        return fail('certificate', `certificate not trusted: ${String(socket.authorizationError)}`)
      }
      clearTimeout(timer)
      socket.off('error', failed)
      socket.off('close', closed)
      resolve(new SocketConnection(socket, serverOf(socket, kept)))
    })
  })
}

/** The server, with the certificate that it proved to hold when the session was made. */
function serverOf(socket: TLSSocket, kept: KeptSession | undefined): Peer {
  const peer = peerOf(socket)
  if (peer.certificate || !kept || !socket.isSessionReused()) return peer
  const { certificate } = kept
  return { ...peer, certificate: { ...certificate, trusted: isTrusted(certificate, socket.authorized) } }
}

function open(options: TlsConnectOptions, session: Buffer | undefined): TLSSocket {
  const { host, port, identity, authorities, verifyHostname } = options
  const settings: ConnectionOptions & { readonly allowHalfOpen: true } = {
    host,
    port,
    ca: [...authorities],
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    allowHalfOpen: true,
    ...identity && { cert: identity.certificate, key: identity.key },
    // Server Name Indication takes names, not addresses (RFC 6066 section 3).
    ...isIP(host) === 0 && { servername: host },
    ...!verifyHostname && { checkServerIdentity: () => undefined },
    ...session && { session },
  }
  try {
    const socket = connectSocket(settings)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, keepAliveMs)
    return socket
  } catch (cause) {
    throw new ConnectError('tls', `own certificate, key or authority unusable: ${messageOf(cause)}`)
  }
}

function explain(cause: NodeJS.ErrnoException): [ConnectFailure, string] {
  switch (cause.code) {
    case 'ECONNREFUSED': return ['refused', 'connection refused']
    case 'ETIMEDOUT': return ['timeout', 'no answer']
    case 'ECONNRESET': return ['tls', 'the connection was reset during the TLS handshake']
    case 'EPROTO': return ['tls', `TLS handshake failed: ${messageOf(cause)}`]
    case 'ENOTFOUND': return ['unreachable', 'no such host name']
    case 'EHOSTUNREACH': return ['unreachable', 'no way to this host']
    case 'ENETUNREACH': return ['unreachable', 'no way to this network']
    default:
      return cause.code?.startsWith('ERR_SSL') || cause.code?.startsWith('ERR_TLS')
        ? ['tls', `TLS handshake failed: ${messageOf(cause)}`]
        : ['unreachable', messageOf(cause)]
  }
}

/** Where several addresses were tried, the outer error has no text of its own. */
function messageOf(cause: unknown): string {
  const inner = cause instanceof AggregateError ? cause.errors[0] as unknown : cause
  return inner instanceof Error ? inner.message : String(inner)
}
