import { type ClientRecord, decodeRecord, type ObjectRecord, recordKey } from '../../records/index.ts'
import { type Context, type Reply, type Route, route } from '../route.ts'
import { NoBody } from '../schemas.ts'
import { replicationView } from './replication.ts'

const PAGE_ROWS = 1000

async function showStatus(context: Context): Promise<Reply> {
  const { notReady, programVersion, self, store, audit } = context
  const { name, role, epoch, historyId, primaryName } = self
  const reasons = notReady()
  return {
    status: 200,
    body: {
      name, version: programVersion, role, epoch, historyId, primaryName,
      ready: reasons.length === 0, notReady: reasons,
      revision: await store.revision(),
      objects: await count<ObjectRecord>(context, recordKey.object(''), ({ state }) => state),
      clients: await count<ClientRecord>(context, recordKey.client(''), ({ status }) => status),
      groups: (await store.list(recordKey.group(''))).length,
      users: (await store.list(recordKey.user(''))).length,
      auditRecords: audit.newest(),
      replication: await replicationView(context),
    },
  }
}

/** How many records there are, in all and by what `kindOf` says of them. */
async function count<T extends { readonly version: 1 }>(
  { store }: Context,
  prefix: string,
  kindOf: (record: T) => string,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = { total: 0 }
  let after = prefix
  for (;;) {
    const rows = await store.list(prefix, { after, limit: PAGE_ROWS })
    for (const row of rows) {
      const kind = kindOf(decodeRecord<T>(row.key, row.value))
      counts[kind] = (counts[kind] ?? 0) + 1
      counts['total'] = (counts['total'] ?? 0) + 1
      after = row.key
    }
    if (rows.length < PAGE_ROWS) return counts
  }
}

export const statusRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/status', level: 'read', changes: false, schema: NoBody, handle: showStatus,
  }),
]
