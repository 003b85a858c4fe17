import { toHex } from '@keyturn/bytes'
import type { Log, Random } from '@keyturn/platform/ports'
import {
  decodeRecord, encodeRecord, recordKey, type ObservedStore, type ServerRecord, type ServerRole,
} from '../records/index.ts'

const HISTORY_BYTES = 16

/**
 * Who this server is, as of now: the row `server`, made when the store is new. The role of the
 * configuration counts then; later a promotion may have changed it in the store, which then holds.
 */
export async function openServerRow(
  ports: { readonly store: ObservedStore; readonly random: Random; readonly log: Log },
  configured: { readonly name: string; readonly role: ServerRole },
): Promise<() => ServerRecord> {
  const { log, random, store } = ports
  let current = await readOrMake(store, random, configured)
  if (current.role !== configured.role) {
    log.warn('the role in the store is not the one in the configuration: that of the store counts', {
      store: current.role, configuration: configured.role,
    })
  }
  store.observe(({ put }) => {
    const row = put?.findLast(({ key }) => key === recordKey.server)
    if (row !== undefined) current = decodeRecord<ServerRecord>(row.key, row.value)
  })
  return () => current
}

async function readOrMake(
  store: ObservedStore,
  random: Random,
  { name, role }: { readonly name: string; readonly role: ServerRole },
): Promise<ServerRecord> {
  const key = recordKey.server
  const row = await store.get(key)
  if (row === undefined) {
    const historyId = toHex(random.bytes(HISTORY_BYTES))
    const record: ServerRecord = { version: 1, name, role, epoch: 1, historyId }
    const put = [{ key, value: encodeRecord(record) }]
    await store.commit({ compare: [{ key, revision: 0 }], put })
    return record
  }
  const record = decodeRecord<ServerRecord>(key, row.value)
  if (record.name === name) return record
  const renamed = { ...record, name }
  await store.commit({
    compare: [{ key, revision: row.revision }],
    put: [{ key, value: encodeRecord(renamed) }],
  })
  return renamed
}
