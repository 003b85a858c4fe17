import { encodeRecord, recordKey, type UserRecord } from '../records/index.ts'
import type { AdminOptions } from './contracts.ts'

export interface FirstUser {
  readonly name: string
  readonly password: string
}

/** Makes the first user of a store that has none, as an administrator; true when it did. */
export async function ensureFirstUser(
  { store, audit, clock, passwords }: Pick<AdminOptions, 'store' | 'audit' | 'clock' | 'passwords'>,
  { name, password }: FirstUser,
): Promise<boolean> {
  if ((await store.list(recordKey.user(''), { limit: 1 })).length > 0) return false
  const key = recordKey.user(name)
  const record: UserRecord = {
    version: 1, name, passwordHash: await passwords.hash(password), role: 'administrator',
    created: clock.now(),
  }
  const { committed } = await audit.commit(
    { compare: [{ key, revision: 0 }], put: [{ key, value: encodeRecord(record) }] },
    { action: 'CreateUser', actor: 'server', object: key, outcome: 'Success', reason: 'Configuration' },
  )
  return committed
}
