import type { HttpHandler } from '@keyturn/platform/ports'
import type { AdminOptions } from './contracts.ts'

/** The handler of `/keyturn/rest/v1/…` (docs/reference/key-server-rest.md). */
export function createAdminApi(_options: AdminOptions): HttpHandler {
  throw new Error('not yet')
}
