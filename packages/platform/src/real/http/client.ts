import { request as plainRequest } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { HttpClient, HttpClientRequest, HttpResponse } from '../../ports/index.ts'
import { readBody } from './request.ts'

/** Longest answer that is taken, in bytes. */
const maxAnswerBytes = 64 * 1_048_576

/** One connection a request: its users ask seldom, and none can be stale. */
export function createHttpClient(): HttpClient {
  return { request: (options) => request(options) }
}

function request(options: HttpClientRequest): Promise<HttpResponse> {
  const { url, timeoutMs } = options
  return new Promise((resolve, reject) => {
    const outgoing = open(options)
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    )
    outgoing.on('error', (cause) => {
      clearTimeout(timer)
      reject(new Error(`${url}: ${messageOf(cause)}`, { cause }))
    })
    outgoing.on('response', (incoming) => {
      void collect(incoming).then((answer) => {
        if (answer) resolve(answer)
        outgoing.destroy(new Error('the answer was cut off, or is too long'))
        clearTimeout(timer)
      })
    })
    outgoing.end(options.body)
  })
}

function open(options: HttpClientRequest): ClientRequest {
  const { url, method, headers, authorities, identity, body } = options
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }
  const common = { method, headers: { ...headers, ...length }, agent: false as const }
  if (new URL(url).protocol === 'http:') return plainRequest(url, common)
  return secureRequest(url, {
    ...common,
    minVersion: 'TLSv1.2',
    ...authorities && { ca: [...authorities] },
    ...identity && { cert: identity.certificate, key: identity.key },
  })
}

async function collect(incoming: IncomingMessage): Promise<HttpResponse | undefined> {
  const body = await readBody(incoming, maxAnswerBytes)
  if (typeof body === 'string') return undefined
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return { status: incoming.statusCode ?? 0, headers, body }
}

/** Where several addresses were tried, the outer error has no text of its own. */
const messageOf = (cause: Error): string =>
  cause instanceof AggregateError ? (cause.errors[0] as Error).message : cause.message
