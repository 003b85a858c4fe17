import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { KmipClientError } from './error.ts'
import { failureOf } from './tls-failure.ts'
import type { Connect, Connection, ConnectionHandlers, KmipClientFailure } from './types.ts'

const kmipPort = 5696

export interface TlsOptions {
  readonly host: string
  /** 5696 if absent. */
  readonly port?: number
  /** PEM of the authorities, or the very certificate, that the server must show. */
  readonly ca: string | readonly string[]
  /** PEM of our certificate and key. */
  readonly cert?: string
  readonly key?: string
  /** The name to ask for and to check, if it is not `host`. */
  readonly servername?: string
  /** False: whatever name will do in a certificate that `ca` vouches for. True if absent. */
  readonly checkName?: boolean
}

/** Connects by node:tls: TLS 1.2 or 1.3, the session resumed where the server allows it. */
export function connectTls(options: TlsOptions): Connect {
  let session: Buffer | undefined
  return (timeout) =>
    new Promise((resolve, reject) => {
      const socket = connect({ ...settings(options), ...(session ? { session } : {}) })
      socket.setNoDelay(true)
      socket.on('session', (ticket) => {
        session = ticket
      })
      const fail = (error: KmipClientError): void => {
        // A session that a failed handshake used is not tried again.
        session = undefined
        socket.destroy()
        reject(error)
      }
      const timer = setTimeout(() => {
        const message = `no TLS connection to ${options.host} within ${timeout} ms`
        fail(new KmipClientError({ kind: 'timeout', message, phase: 'connect' }))
      }, timeout)
      const onError = (error: Error): void => {
        clearTimeout(timer)
        fail(new KmipClientError(failureOf(error)))
      }
      const onClose = (): void => onError(new Error('the server broke the handshake off'))
      socket.once('error', onError)
      socket.once('close', onClose)
      socket.once('secureConnect', () => {
        clearTimeout(timer)
        socket.off('error', onError)
        socket.off('close', onClose)
        resolve(new TlsConnection(socket))
      })
    })
}

function settings(options: TlsOptions): ConnectionOptions {
  const { host, port = kmipPort, ca, cert, key, servername, checkName = true } = options
  return {
    host,
    port,
    ca: typeof ca === 'string' ? ca : [...ca],
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === undefined ? {} : { servername }),
    ...(checkName ? {} : { checkServerIdentity: () => undefined }),
    minVersion: 'TLSv1.2',
  }
}

class TlsConnection implements Connection {
  readonly #socket: TLSSocket
  #handlers: ConnectionHandlers | undefined
  #over: KmipClientFailure | string | undefined

  constructor(socket: TLSSocket) {
    this.#socket = socket
    socket.on('error', (error) => {
      this.#over = failureOf(error, true)
    })
    socket.on('close', () => {
      this.#over ??= 'the server closed the connection'
      this.#tell()
    })
    // A half-closed connection is of no use: no answer can come any more.
    socket.on('end', () => socket.destroy())
  }

  listen(handlers: ConnectionHandlers): void {
    this.#handlers = handlers
    this.#socket.on('data', (bytes: Buffer) => this.#handlers?.data(bytes))
    if (this.#over !== undefined) queueMicrotask(() => this.#tell())
  }

  #tell(): void {
    const handlers = this.#handlers
    this.#handlers = undefined
    handlers?.closed(this.#over ?? '')
  }

  send(bytes: Uint8Array): void {
    this.#socket.write(bytes)
  }

  close(): void {
    this.#handlers = undefined
    // Sends close_notify and FIN; a server that does not answer them is not waited for.
    this.#socket.destroySoon()
  }
}
