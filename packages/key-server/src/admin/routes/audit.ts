import type { AuditRecord } from '../../audit/index.ts'
import { AdminError } from '../errors.ts'
import { type Context, isoTime, type Reply, type Route, route } from '../route.ts'
import { NoBody } from '../schemas.ts'

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000

const view = ({ version: _, time, ...record }: AuditRecord) => ({ ...record, time: isoTime(time) })

/** The newest records first; `before` (a sequence number) for those that came earlier. */
async function listAudit({ audit, request }: Context): Promise<Reply> {
  const limit = Number(request.query.get('limit') ?? DEFAULT_LIMIT)
  const before = Number(request.query.get('before') ?? audit.newest() + 1)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return new AdminError('QueryInvalid', { cause: `limit is 1 to ${MAX_LIMIT}` })
  }
  if (!Number.isSafeInteger(before) || before < 1) {
    return new AdminError('QueryInvalid', { cause: 'before is the number of a record' })
  }
  const first = Math.max(1, before - limit)
  const records = before === 1 ? [] : await audit.read(first, before - first)
  return { status: 200, body: { newest: audit.newest(), records: records.map(view).reverse() } }
}

export const auditRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/audit', level: 'read', changes: false, schema: NoBody, handle: listAudit,
  }),
  route({
    method: 'GET', path: '/audit/verify', level: 'read', changes: false, schema: NoBody,
    handle: async ({ audit }) => ({ status: 200, body: await audit.verify() }),
  }),
]
