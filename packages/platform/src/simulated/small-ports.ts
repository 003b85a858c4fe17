import { createHash } from 'node:crypto'
import type { HttpHandler, HttpServer, Log, LogFields, Metrics, Passwords } from '../ports/index.ts'

/** Passwords at no cost: a digest, so that ten thousand simulated logins take no time. */
export const simulatedPasswords: Passwords = {
  hash: async (password) => `simulated:${createHash('sha256').update(password).digest('hex')}`,
  verify: async (hash, password) => hash === (await simulatedPasswords.hash(password)),
}

/** Keeps every line, so that a test can search them, for secrets above all. */
export function simulatedLog(lines: string[] = [], bound: LogFields = {}): Log {
  const write =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push(`${level} ${message} ${JSON.stringify({ ...bound, ...fields })}`)
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (fields) => simulatedLog(lines, { ...bound, ...fields }),
  }
}

/** Numbers that nobody scrapes. */
export const simulatedMetrics: Metrics = {
  counter: () => ({ add: () => {} }),
  gauge: () => ({ set: () => {}, reset: () => {} }),
  histogram: () => ({ observe: () => {} }),
  exposition: async () => '',
}

/** An HTTP server whose handlers the simulation calls by itself, by port. */
export function simulatedHttpServer(handlers: Map<number, HttpHandler> = new Map()): HttpServer {
  return {
    listen: async (options, handle) => {
      handlers.set(options.port, handle)
      return {
        port: options.port,
        update: () => {},
        close: async () => void handlers.delete(options.port),
      }
    },
  }
}
