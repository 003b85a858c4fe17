import { randomBytes } from 'node:crypto'
import { createServer as createPlainServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Server as SecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type {
  HttpHandler, HttpListener, HttpListenOptions, HttpResponse, HttpServer, Log,
} from '../../ports/index.ts'
import { readBody, readRequest } from './request.ts'

const timeouts = {
  /** Until the last byte of a request's headers. */
  headersTimeout: 10_000,
  /** Until the last byte of its body. */
  requestTimeout: 60_000,
  /** Between two requests; longer than what load balancers in front of it usually wait. */
  keepAliveTimeout: 75_000,
}
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
          ...timeouts, cert: identity.certificate, key: identity.key, minVersion: 'TLSv1.2',
        })
        : createPlainServer(timeouts)
      server.on('request', (request: IncomingMessage, response: ServerResponse) => {
        void serve(log, options, handle, request, response)
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

async function serve(
  log: Log,
  options: HttpListenOptions,
  handle: HttpHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
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
  try {
    send(response, secure, await handle(parsed))
  } catch (cause) {
    const logId = randomBytes(logIdBytes).toString('hex')
    const { method, path } = parsed
    const stack = cause instanceof Error ? cause.stack ?? cause.message : String(cause)
    log.error('request failed', { logId, method, path, stack })
    send(response, secure, failure(500, `internal error, log id ${logId}`))
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
