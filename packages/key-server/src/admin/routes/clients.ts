import {
  type ClientRecord, decodeRecord, DEFAULT_TOMBSTONE_DAYS, type GroupRecord, isGroupName, recordKey,
} from '../../records/index.ts'
import { type Changed, changeRecord } from '../change-record.ts'
import { AdminError } from '../errors.ts'
import { type Context, entryOf, isoTime, type Reply, type Route, route } from '../route.ts'
import { ApproveBody, ClientBody, NoBody } from '../schemas.ts'

const NAME_LENGTH = 64
/** Digits of the fingerprint that make the name of a client's own group unique. */
const SUFFIX_LENGTH = 8

const view = (record: ClientRecord) => {
  const { version: _, notAfter, firstSeen, decided, ...plain } = record
  return {
    ...plain,
    notAfter: isoTime(notAfter),
    firstSeen: isoTime(firstSeen),
    ...(decided === undefined ? {} : { decided: isoTime(decided) }),
  }
}

async function listClients({ store, request }: Context): Promise<Reply> {
  const status = request.query.get('status')
  if (status !== undefined && !['pending', 'approved', 'revoked'].includes(status)) {
    return new AdminError('QueryInvalid', { cause: 'status is pending, approved or revoked' })
  }
  const rows = await store.list(recordKey.client(''))
  const clients = rows
    .map((row) => decodeRecord<ClientRecord>(row.key, row.value))
    .filter((record) => status === undefined || record.status === status)
  return { status: 200, body: { clients: clients.map(view) } }
}

async function showClient({ store, parameters }: Context): Promise<Reply> {
  const fingerprint = parameters['fingerprint'] ?? ''
  const key = recordKey.client(fingerprint)
  const row = await store.get(key)
  if (row === undefined) return new AdminError('ClientNotFound', { fingerprint })
  return { status: 200, body: view(decodeRecord<ClientRecord>(key, row.value)) }
}

/** A group of its own for a client that no group was named for. */
const ownGroup = ({ fingerprint }: ClientRecord): string =>
  `client-${fingerprint.slice(0, SUFFIX_LENGTH)}`

/** The record in its group, which is made along when it is the client's own and not there yet. */
async function approved(
  { store, clock, session }: Context,
  record: ClientRecord,
  chosen: { readonly group?: string; readonly name?: string },
): Promise<Changed<ClientRecord> | AdminError> {
  const group = chosen.group ?? record.group ?? ownGroup(record)
  if (!isGroupName(group)) return new AdminError('GroupNameInvalid', { name: group })
  const key = recordKey.group(group)
  const exists = await store.get(key) !== undefined
  if (!exists && chosen.group !== undefined) return new AdminError('GroupNotFound', { name: group })
  const made: GroupRecord = {
    version: 1, name: group, mayDestroy: false, tombstoneDays: DEFAULT_TOMBSTONE_DAYS,
  }
  return {
    record: {
      ...record, name: chosen.name ?? record.name, status: 'approved', group,
      decided: clock.now(), decidedBy: session.user,
    },
    create: exists ? [] : [{ key, record: made }],
  }
}

async function approveClient(context: Context<typeof ApproveBody>): Promise<Reply> {
  const fingerprint = context.parameters['fingerprint'] ?? ''
  const key = recordKey.client(fingerprint)
  const changed = await changeRecord<ClientRecord>(
    context, key, entryOf(context, 'ApproveClient', key),
    async (record) => record === undefined
      ? new AdminError('ClientNotFound', { fingerprint })
      : approved(context, record, context.body),
  )
  return changed instanceof AdminError ? changed : { status: 200, body: view(changed as ClientRecord) }
}

async function registerClient(context: Context<typeof ClientBody>): Promise<Reply> {
  const { body, certificates, clock, request } = context
  const found = certificates.describe(body.certificate)
  if (found === undefined) return new AdminError('CertificateInvalid')
  const { fingerprint, subject, issuer, serialNumber, notAfter } = found
  const key = recordKey.client(fingerprint)
  const fresh: ClientRecord = {
    version: 1, fingerprint, name: subject.slice(0, NAME_LENGTH), status: 'pending', subject, issuer,
    serialNumber, notAfter, certificate: body.certificate, firstAddress: request.remoteAddress,
    firstSeen: clock.now(),
  }
  const changed = await changeRecord<ClientRecord>(
    context, key, entryOf(context, 'RegisterClient', key),
    async (record) => record === undefined
      ? approved(context, fresh, body)
      : new AdminError('ClientExists', { fingerprint }),
  )
  return changed instanceof AdminError ? changed : { status: 201, body: view(changed as ClientRecord) }
}

async function revokeClient(context: Context): Promise<Reply> {
  const fingerprint = context.parameters['fingerprint'] ?? ''
  const key = recordKey.client(fingerprint)
  const changed = await changeRecord<ClientRecord>(
    context, key, entryOf(context, 'RevokeClient', key),
    async (record) => {
      if (record === undefined) return new AdminError('ClientNotFound', { fingerprint })
      const decided = context.clock.now()
      return { record: { ...record, status: 'revoked', decided, decidedBy: context.session.user } }
    },
  )
  return changed instanceof AdminError ? changed : { status: 200, body: view(changed as ClientRecord) }
}

/** Only what waits can go: what was approved once has objects, and stays for the audit trail. */
async function removeClient(context: Context): Promise<Reply> {
  const fingerprint = context.parameters['fingerprint'] ?? ''
  const key = recordKey.client(fingerprint)
  const changed = await changeRecord<ClientRecord>(
    context, key, entryOf(context, 'RejectClient', key),
    async (record) => {
      if (record === undefined) return new AdminError('ClientNotFound', { fingerprint })
      return record.status === 'pending' ? { record: undefined }
        : new AdminError('ClientNotPending', { fingerprint, state: record.status })
    },
  )
  return changed instanceof AdminError ? changed : { status: 204 }
}

export const clientRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/clients', level: 'read', changes: false, schema: NoBody,
    handle: listClients,
  }),
  route({
    method: 'POST', path: '/clients', level: 'operate', changes: true, schema: ClientBody,
    handle: registerClient,
  }),
  route({
    method: 'GET', path: '/clients/:fingerprint', level: 'read', changes: false, schema: NoBody,
    handle: showClient,
  }),
  route({
    method: 'POST', path: '/clients/:fingerprint/approve', level: 'operate', changes: true,
    schema: ApproveBody, handle: approveClient,
  }),
  route({
    method: 'POST', path: '/clients/:fingerprint/revoke', level: 'operate', changes: true,
    schema: NoBody, handle: revokeClient,
  }),
  route({
    method: 'DELETE', path: '/clients/:fingerprint', level: 'operate', changes: true, schema: NoBody,
    handle: removeClient,
  }),
]
