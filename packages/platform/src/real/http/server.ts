import { randomBytes } from 'node:crypto'
import { createServer as createPlainServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Server as SecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type {
  HttpHandler, HttpListener, HttpListenOptions, HttpResponse, HttpServer, Log,
} from '../../ports/index.ts'
import { WaitingSockets } from '../network/waiting-sockets.ts'
import { readBody, readRequest } from './request.ts'

const timeouts = {
  /** Until the last byte of a request's headers. */
  headersTimeout: 10_000,
  /** Until the last byte of its body. */
  requestTimeout: 60_000,
  /** Between two requests; longer than what load balancers in front of it usually wait. */
  keepAliveTimeout: 75_000,
  /** How often node:http looks for headers and bodies that are late. */
  connectionsCheckingInterval: 5_000,
}
const handshakeTimeoutMs = 10_000
/**
 * Connections that wait: in the handshake, before or in a request, or for the next one. Those whose
 * request is being worked on are not counted.
 */
export const maxWaitingConnections = 1_024
/** How long `close` lets answers under way go on. */
const closeGraceMs = 2_000
const logIdBytes = 6

/** What every answer carries unless the handler says otherwise. */
const safeHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}
const secureHeaders = { ...safeHeaders, 'Strict-Transport-Security': 'max-age=31536000' }

/** HTTP/1.1 by node:http and node:https. Only this file knows why a handler failed. */
export function createHttpServer(log: Log): HttpServer {
  return {
    async listen(options, handle) {
      const { identity } = options
      const server: Server | SecureServer = identity
        ? createSecureServer({
          ...timeouts,
          handshakeTimeout: handshakeTimeoutMs,
          cert: identity.certificate,
          key: identity.key,
          minVersion: 'TLSv1.2',
        })
        : createPlainServer(timeouts)
      const waiting = new WaitingSockets({ limit: maxWaitingConnections, log, protocol: 'HTTP' })
      server.on('connection', (socket: Socket) => waiting.add(socket))
      const context = { log, options, handle, waiting }
      server.on('request', (request: IncomingMessage, response: ServerResponse) => {
        void serve(context, request, response)
      })
      await listening(server, options)
      return asListener(server)
    },
  }
}

function listening(server: Server, { host, port }: HttpListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function asListener(server: Server | SecureServer): HttpListener {
  return {
    port: (server.address() as AddressInfo).port,
    update({ certificate, key }) {
      if ('setSecureContext' in server) server.setSecureContext({ cert: certificate, key })
    },
    close: () => new Promise((resolve) => {
      const impatience = setTimeout(() => server.closeAllConnections(), closeGraceMs)
      server.close(() => {
        clearTimeout(impatience)
        resolve()
      })
      server.closeIdleConnections()
    }),
  }
}

interface ServeContext {
  readonly log: Log
  readonly options: HttpListenOptions
  readonly handle: HttpHandler
  readonly waiting: WaitingSockets
}

async function serve(
  { log, options, handle, waiting }: ServeContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  waiting.renew(request.socket)
  // A client that goes away in the middle is its own matter.
  request.on('error', () => response.destroy())
  response.on('error', () => response.destroy())
  const body = await readBody(request, options.maxBodyBytes)
  if (body === 'gone') return
  const secure = options.identity !== undefined
  if (body === 'too long') {
    // The rest of the body would be read as the next request.
    response.setHeader('Connection', 'close')
    return send(response, secure, failure(413, `longer than ${options.maxBodyBytes} bytes`))
  }
  const parsed = readRequest(request, body)
  if (!parsed) return send(response, secure, failure(400, 'the request target is not a path'))
  waiting.admit(request.socket)
  try {
    send(response, secure, await handle(parsed))
  } catch (cause) {
    const logId = randomBytes(logIdBytes).toString('hex')
    const { method, path } = parsed
    const stack = cause instanceof Error ? cause.stack ?? cause.message : String(cause)
    log.error('request failed', { logId, method, path, stack })
    send(response, secure, failure(500, `internal error, log id ${logId}`))
  } finally {
    // From now on it is the client's turn, be it to read the answer.
    waiting.renew(request.socket)
  }
}

const failure = (status: number, sentence: string): HttpResponse =>
  ({ status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(sentence) })

function send(response: ServerResponse, secure: boolean, answer: HttpResponse): void {
  if (response.destroyed || response.headersSent) return
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body
  response.writeHead(answer.status, {
    ...secure ? secureHeaders : safeHeaders,
    ...answer.headers,
    'Content-Length': body.length,
  })
  response.end(body)
}
