import type { IncomingMessage } from 'node:http'
import type { HttpRequest } from '../../ports/index.ts'
import { plainAddress } from '../network/peer.ts'

/**
 * So much of a body beyond its limit is read and thrown away before the refusal, in bytes: a client that
 * is still writing when the connection closes would never see the answer.
 */
const maxDiscardedBytes = 1_048_576

/** The body, or why there is none. */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Uint8Array | 'too long' | 'gone'> {
  let tooLong = Number(request.headers['content-length'] ?? 0) > maxBytes
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    // Leaving the loop must not destroy the socket: the answer still has to go out.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += (chunk as Uint8Array).length
      if (length > maxBytes) tooLong = true
      if (length > maxBytes + maxDiscardedBytes) break
      if (!tooLong) chunks.push(chunk as Uint8Array)
    }
  } catch {
    return 'gone'
  }
  return tooLong ? 'too long' : new Uint8Array(Buffer.concat(chunks))
}

/** Undefined for a target that is not a path (`*`, or the absolute form that proxies get). */
export function readRequest(request: IncomingMessage, body: Uint8Array): HttpRequest | undefined {
  const target = request.url ?? ''
  if (!target.startsWith('/')) return undefined
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const query = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(mark < 0 ? '' : target.slice(mark))) {
    // Of a name given twice the first counts, here as everywhere.
    if (!query.has(name)) query.set(name, value)
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return {
    method: request.method ?? '',
    path,
    query,
    headers,
    body,
    remoteAddress: plainAddress(request.socket.remoteAddress ?? 'unknown'),
  }
}
