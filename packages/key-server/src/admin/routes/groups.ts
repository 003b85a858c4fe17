import {
  decodeRecord, DEFAULT_TOMBSTONE_DAYS, type GroupRecord, isGroupName, recordKey,
} from '../../records/index.ts'
import { changeRecord } from '../change-record.ts'
import { AdminError } from '../errors.ts'
import { type Context, entryOf, type Reply, type Route, route } from '../route.ts'
import { GroupBody, GroupChangeBody, NoBody } from '../schemas.ts'

const view = ({ name, mayDestroy, tombstoneDays }: GroupRecord) => ({ name, mayDestroy, tombstoneDays })

async function listGroups({ store }: Context): Promise<Reply> {
  const rows = await store.list(recordKey.group(''))
  const groups = rows.map((row) => view(decodeRecord<GroupRecord>(row.key, row.value)))
  return { status: 200, body: { groups } }
}

async function createGroup(context: Context<typeof GroupBody>): Promise<Reply> {
  const { name, mayDestroy = false, tombstoneDays = DEFAULT_TOMBSTONE_DAYS } = context.body
  if (!isGroupName(name)) return new AdminError('GroupNameInvalid', { name })
  const key = recordKey.group(name)
  const changed = await changeRecord<GroupRecord>(
    context, key, entryOf(context, 'CreateGroup', key),
    async (record) => record === undefined
      ? { record: { version: 1, name, mayDestroy, tombstoneDays } }
      : new AdminError('GroupExists', { name }),
  )
  return changed instanceof AdminError ? changed : { status: 201, body: view(changed as GroupRecord) }
}

async function showGroup({ store, parameters }: Context): Promise<Reply> {
  const name = parameters['name'] ?? ''
  const row = isGroupName(name) ? await store.get(recordKey.group(name)) : undefined
  if (row === undefined) return new AdminError('GroupNotFound', { name })
  return { status: 200, body: view(decodeRecord<GroupRecord>(row.key, row.value)) }
}

async function changeGroup(context: Context<typeof GroupChangeBody>): Promise<Reply> {
  const name = context.parameters['name'] ?? ''
  if (!isGroupName(name)) return new AdminError('GroupNotFound', { name })
  const key = recordKey.group(name)
  const changed = await changeRecord<GroupRecord>(
    context, key, entryOf(context, 'ChangeGroup', key),
    async (record) => record === undefined
      ? new AdminError('GroupNotFound', { name })
      : { record: { ...record, ...context.body } },
  )
  return changed instanceof AdminError ? changed : { status: 200, body: view(changed as GroupRecord) }
}

export const groupRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/groups', level: 'read', changes: false, schema: NoBody, handle: listGroups,
  }),
  route({
    method: 'POST', path: '/groups', level: 'operate', changes: true, schema: GroupBody,
    handle: createGroup,
  }),
  route({
    method: 'GET', path: '/groups/:name', level: 'read', changes: false, schema: NoBody,
    handle: showGroup,
  }),
  route({
    method: 'PATCH', path: '/groups/:name', level: 'administer', changes: true,
    schema: GroupChangeBody, handle: changeGroup,
  }),
]
