import { decodeRecord, type LedgerEntry, recordKey, type UserRecord } from '../../records/index.ts'
import { AdminError } from '../errors.ts'
import { type Context, isoTime, type Reply, type Route, route } from '../route.ts'
import { LoginBody, NoBody } from '../schemas.ts'

const BUSY_SECONDS = 5

async function logIn(context: Context<typeof LoginBody>): Promise<Reply> {
  const { audit, body, decoy, gate, lockOut, passwords, request, sessions, store } = context
  const address = request.remoteAddress
  const seconds = lockOut.waitSeconds(body.user, address)
  if (seconds > 0) return new AdminError('LockedOut', { seconds })
  lockOut.attempt(body.user, address)
  const key = recordKey.user(body.user)
  const row = await store.get(key)
  const user = row && decodeRecord<UserRecord>(key, row.value)
  // Something is checked where the user does not exist, so that the time taken does not tell.
  const right = await gate.pass(async () =>
    passwords.verify(user?.passwordHash ?? await decoy(), body.password))
  if (right === undefined) return new AdminError('Busy', { seconds: BUSY_SECONDS })
  // An unknown name may be a password in the wrong field: it is not written down.
  const entry: LedgerEntry = {
    action: 'LogIn', actor: user ? `user:${user.name}` : 'user:?', address, outcome: 'Success',
  }
  if (!right || user === undefined) {
    await audit.note({ ...entry, outcome: 'Refused', reason: 'LoginFailed' })
    return new AdminError('LoginFailed')
  }
  lockOut.succeeded(body.user, address)
  await audit.note(entry)
  const { token, session } = sessions.open(user)
  const { expires, role } = session
  return { status: 201, body: { token, user: user.name, role, expires: isoTime(expires) } }
}

export const sessionRoutes: readonly Route[] = [
  route({
    method: 'POST', path: '/sessions', level: 'open', changes: false, schema: LoginBody, handle: logIn,
  }),
  route({
    method: 'DELETE', path: '/sessions/current', level: 'read', changes: false, schema: NoBody,
    handle: async ({ sessions, token }) => {
      sessions.close(token)
      return { status: 204 }
    },
  }),
]
