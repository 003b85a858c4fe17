import type { AccessUsers } from '../access/users.ts'
import type { Core } from '../core.ts'
import { find } from '../names.ts'
import type { UserRow } from '../records/index.ts'
import { groupOf } from './groups.ts'
import { SUPERUSER_ID } from './users.ts'

/** What a login asks of the users. */
export async function createAccessUsers({ records, ports }: Core): Promise<AccessUsers> {
  // Whoever guesses names shall not learn from the time taken which of them exist.
  const hashOfNobody = await ports.passwords.hash('nobody has this password')
  const byName = (name: string): UserRow | undefined => {
    const row = find(records.users.values(), name)
    return row?.name === name ? row : undefined
  }
  return {
    find: async (name) => {
      const row = byName(name)
      if (row === undefined) return undefined
      const automatic = row.lockedUntil !== undefined && row.lockedUntil > ports.clock.now()
      return {
        name: row.name,
        role: groupOf(row.groupId).role,
        passwordChangeRequired: row.passwordChangeRequired,
        locked: row.locked || automatic,
      }
    },
    verifyPassword: async (name, password) => {
      const hash = byName(name)?.passwordHash
      const fits = await ports.passwords.verify(hash ?? hashOfNobody, password)
      return fits && hash !== undefined
    },
    verifyKey: async (name, key) => {
      const known = byName(name)?.sshKey
      return known !== undefined && known === key
    },
    lockUntil: (name, time) => records.transact(() => {
      const row = byName(name)
      const spared = row?.id === SUPERUSER_ID && !records.security.require().superuserLocking
      return {
        changes: row === undefined || spared
          ? []
          : [records.users.put(row.id, {
            ...row,
            ...time === undefined ? { locked: true } : { lockedUntil: time },
          })],
        result: undefined,
      }
    }),
  }
}
