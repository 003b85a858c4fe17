import { attributeValue, attributeValues } from '@keyturn/kmip'
import { settle, undoDestroy } from '../../lifecycle/index.ts'
import { decodeRecord, type ObjectRecord, recordKey } from '../../records/index.ts'
import { Refusal, refuse } from '../../refusals/index.ts'
import { AdminError } from '../errors.ts'
import { type Context, entryOf, isoTime, type Reply, type Route, route } from '../route.ts'
import { NoBody } from '../schemas.ts'

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000
const PAGE_ROWS = 500
const MAX_IDENTIFIER_LENGTH = 128

/** What an administrator sees of an object; never its material, sealed or not. */
function view(record: ObjectRecord) {
  const { uniqueIdentifier, objectType, group, owner, state, dates, tombstone } = record
  return {
    uniqueIdentifier, objectType, group, owner, state,
    names: attributeValues(record.attributes, 'Name').map(({ nameValue }) => nameValue),
    cryptographicAlgorithm: attributeValue(record.attributes, 'CryptographicAlgorithm'),
    cryptographicLength: attributeValue(record.attributes, 'CryptographicLength'),
    dates: Object.fromEntries(Object.entries(dates)
      .map(([name, seconds]) => [name, isoTime(Number(seconds) * 1000)])),
    undoUntil: tombstone && isoTime(tombstone.purgeAfter * 1000),
  }
}

const secondsNow = ({ clock }: Context): number => Math.floor(clock.now() / 1000)

async function listObjects(context: Context): Promise<Reply> {
  const { query } = context.request
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return new AdminError('QueryInvalid', { cause: `limit is 1 to ${MAX_LIMIT}` })
  }
  const [after, group, state] = ['after', 'group', 'state'].map((name) => query.get(name))
  if ((after?.length ?? 0) > MAX_IDENTIFIER_LENGTH) {
    return new AdminError('QueryInvalid', { cause: 'after is a unique identifier' })
  }
  const found: ObjectRecord[] = []
  for await (const record of allObjects(context, after)) {
    if (group !== undefined && record.group !== group) continue
    if (state !== undefined && record.state !== state) continue
    // One more than asked for tells that there are more.
    found.push(record)
    if (found.length > limit) break
  }
  const objects = found.slice(0, limit)
  const next = found.length > limit ? objects.at(-1)?.uniqueIdentifier : undefined
  return { status: 200, body: { objects: objects.map(view), next } }
}

/** Every object as of now, in order of identifier, those after `after`. */
async function* allObjects(context: Context, after: string | undefined): AsyncGenerator<ObjectRecord> {
  const prefix = recordKey.object('')
  let last = after === undefined ? prefix : recordKey.object(after)
  for (;;) {
    const rows = await context.store.list(prefix, { after: last, limit: PAGE_ROWS })
    for (const row of rows) {
      yield settle(decodeRecord<ObjectRecord>(row.key, row.value), secondsNow(context))
      last = row.key
    }
    if (rows.length < PAGE_ROWS) return
  }
}

async function readObject(context: Context): Promise<ObjectRecord | AdminError> {
  const object = context.parameters['object'] ?? ''
  const row = await context.store.get(recordKey.object(object))
  if (row === undefined) return new AdminError('ObjectNotFound', { object })
  return settle(decodeRecord<ObjectRecord>(row.key, row.value), secondsNow(context))
}

async function showObject(context: Context): Promise<Reply> {
  const record = await readObject(context)
  return record instanceof AdminError ? record : { status: 200, body: view(record) }
}

async function bringBack(context: Context): Promise<Reply> {
  const record = await readObject(context)
  if (record instanceof AdminError) return record
  const { uniqueIdentifier, group } = record
  const now = secondsNow(context)
  const changed = await context.objects.change(
    { uniqueIdentifier, group, now },
    entryOf(context, 'UndoDestroy', recordKey.object(uniqueIdentifier)),
    (current) => undoDestroy(current, now)
      ?? refuse('StateForbids', { operation: 'Undo of Destroy', state: current.state }),
  )
  if (!(changed instanceof Refusal)) return { status: 200, body: view(changed) }
  const code = changed.code === 'NameInUse' ? 'NameTaken' : 'NothingToUndo'
  return new AdminError(code, { object: uniqueIdentifier })
}

export const objectRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/objects', level: 'read', changes: false, schema: NoBody,
    handle: listObjects,
  }),
  route({
    method: 'GET', path: '/objects/:object', level: 'read', changes: false, schema: NoBody,
    handle: showObject,
  }),
  route({
    method: 'POST', path: '/objects/:object/undo-destroy', level: 'administer', changes: true,
    schema: NoBody, handle: bringBack,
  }),
]
