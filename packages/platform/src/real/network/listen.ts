import { randomBytes } from 'node:crypto'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { Server } from 'node:tls'
import type { Connection, Listener, Log, TlsListenOptions } from '../../ports/index.ts'
import { SocketConnection } from './connection.ts'
import { peerOf, plainAddress } from './peer.ts'
import { WaitingSockets } from './waiting-sockets.ts'

const handshakeTimeoutMs = 10_000
/** Connections in the handshake at the same time; those after it are the program's to count. */
export const maxHandshakes = 512
const keepAliveMs = 60_000
/** How long a client may resume a session without showing its certificate again. */
const sessionSeconds = 300
/** Node's size of the three keys that seal session tickets. */
const ticketKeyBytes = 48
/** Keeps sessions of one listener from those of another (SSL_CTX_set_session_id_context). */
const sessionContextBytes = 16

/**
 * Listens for TLS 1.2 and 1.3. Every certificate is let in by the handshake, none is trusted by it:
 * the verdict stands in `peer.certificate.trusted`, and the program answers in words it can log.
 */
export async function listenTls(
  log: Log,
  options: TlsListenOptions,
  accept: (connection: Connection) => void,
): Promise<Listener> {
  const server = createServer({
    ...credentials(options),
    requestCert: options.requestClientCertificate,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    honorCipherOrder: true,
    handshakeTimeout: handshakeTimeoutMs,
    sessionTimeout: sessionSeconds,
    sessionIdContext: randomBytes(sessionContextBytes).toString('hex'),
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMs,
  })
  const waiting = new WaitingSockets({ limit: maxHandshakes, log, protocol: 'TLS' })
  server.on('connection', (socket: Socket) => waiting.add(socket))
  server.on('secureConnection', (socket) => {
    waiting.admit(socket)
    accept(new SocketConnection(socket, peerOf(socket)))
  })
  server.on('tlsClientError', (failure, socket) => {
    const address = plainAddress(socket.remoteAddress ?? 'unknown')
    log.debug('TLS handshake failed', { address, reason: failure.message })
    socket.destroy()
  })
  await listening(server, options)
  server.on('error', (failure) => log.error('listener failed', { reason: failure.message }))
  return {
    host: options.host,
    port: (server.address() as AddressInfo).port,
    update(fresh) {
      server.setSecureContext(credentials(fresh))
      // A ticket would carry the verdict of the old authorities on.
      server.setTicketKeys(randomBytes(ticketKeyBytes))
    },
    close: () => new Promise((resolve) => {
      // The callback waits for the last connection, which goes on; the port is free at once.
      server.close()
      resolve()
    }),
  }
}

type Credentials = Pick<TlsListenOptions, 'identity' | 'clientAuthorities'>

function credentials({ identity, clientAuthorities }: Credentials) {
  // Without a list Node would trust the public authorities.
  return { cert: identity.certificate, key: identity.key, ca: [...clientAuthorities ?? []] }
}

function listening(server: Server, { host, port }: TlsListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
