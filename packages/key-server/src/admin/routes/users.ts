import { decodeRecord, recordKey, type UserRecord } from '../../records/index.ts'
import { changeRecord } from '../change-record.ts'
import { AdminError } from '../errors.ts'
import { type Context, entryOf, isoTime, type Reply, type Route, route } from '../route.ts'
import { NoBody, PasswordBody } from '../schemas.ts'

const BUSY_SECONDS = 5

async function listUsers({ store }: Context): Promise<Reply> {
  const rows = await store.list(recordKey.user(''))
  const users = rows.map((row) => {
    const { name, role, created } = decodeRecord<UserRecord>(row.key, row.value)
    return { name, role, created: isoTime(created) }
  })
  return { status: 200, body: { users } }
}

async function changePassword(context: Context<typeof PasswordBody>): Promise<Reply> {
  const { body, gate, lockOut, passwords, request, session, sessions, token } = context
  const { user } = session
  const seconds = lockOut.waitSeconds(user, request.remoteAddress)
  if (seconds > 0) return new AdminError('LockedOut', { seconds })
  lockOut.attempt(user, request.remoteAddress)
  const passwordHash = await gate.pass(() => passwords.hash(body.new))
  if (passwordHash === undefined) return new AdminError('Busy', { seconds: BUSY_SECONDS })
  const key = recordKey.user(user)
  const changed = await changeRecord<UserRecord>(
    context, key, entryOf(context, 'ChangePassword', key),
    async (record) => {
      if (record === undefined) return new AdminError('NotAuthenticated')
      if (!(await passwords.verify(record.passwordHash, body.current))) {
        return new AdminError('PasswordWrong')
      }
      return { record: { ...record, passwordHash } }
    },
  )
  if (changed instanceof AdminError) return changed
  lockOut.succeeded(user, request.remoteAddress)
  sessions.closeOthers(user, token)
  return { status: 204 }
}

export const userRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/users', level: 'administer', changes: false, schema: NoBody,
    handle: listUsers,
  }),
  route({
    method: 'PUT', path: '/users/current/password', level: 'read', changes: true,
    schema: PasswordBody, handle: changePassword,
  }),
]
