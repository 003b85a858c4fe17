import {
  accept,
  done,
  type Done,
  findByReference,
  type NewUser,
  type Outcome,
  refuse,
  type Refusal,
  type UserChange,
  type Users,
  type UserView,
} from '@keyturn/command-set'
import type { Core } from '../core.ts'
import { byId, find } from '../names.ts'
import type { UserRow } from '../records/index.ts'
import { groupOf, SECURITY_ADMIN, userGroups } from './groups.ts'
import { takeKeyFile } from './key-file.ts'
import { refusePassword } from './password-policy.ts'

/** Ids are 0 to 149. */
const MAX_USERS = 150
export const SUPERUSER_ID = 0

export function createUsers(core: Core): Users {
  const { records } = core
  return {
    list: async () => byId(records.users.values()).map((row) => view(row, core.ports.clock.now())),
    groups: async () => userGroups,
    create: (user) => create(core, user),
    change: (reference, change) => changeUser(core, reference, change),
    remove: (reference, by) => records.transact<Done>(() => {
      const row = find(records.users.values(), reference)
      if (row === undefined) return { changes: [], result: refuse('6493', reference) }
      if (row.id === SUPERUSER_ID || row.name === by) return { changes: [], result: refuse('6494') }
      return { changes: [records.users.remove(row.id)], result: done() }
    }),
  }
}

function view(row: UserRow, now: number): UserView {
  const automatic = row.lockedUntil !== undefined && row.lockedUntil > now
  const { id, name } = groupOf(row.groupId)
  return {
    id: row.id,
    name: row.name,
    hasPassword: row.passwordHash !== undefined,
    hasKey: row.sshKey !== undefined,
    group: { id, name },
    locked: row.locked ? 'manual' : automatic ? 'auto' : 'no',
    lockedUntil: automatic ? row.lockedUntil : undefined,
    passwordExpiryTime: undefined,
    passwordChangeRequired: row.passwordChangeRequired,
  }
}

async function create(core: Core, user: NewUser): Promise<Outcome<{ readonly id: number }>> {
  const { records, ports } = core
  const group = findByReference(userGroups, user.group)
  if (group === undefined) return refuse('6480', user.group)
  if (user.password === undefined && user.keyFile === undefined) return refuse('6521')
  const refusal = user.password === undefined
    ? undefined
    : refusePassword(records.security.require(), user.password)
  if (refusal) return refusal
  if (find(records.users.values(), user.name)) return refuse('6487', user.name)
  const key = user.keyFile === undefined ? undefined : await takeKeyFile(core, user.keyFile)
  if (key !== undefined && 'ok' in key) return key
  const passwordHash = user.password === undefined
    ? undefined
    : await ports.passwords.hash(user.password)
  return records.transact<Outcome<{ readonly id: number }>>(() => {
    if (find(records.users.values(), user.name)) {
      return { changes: [], result: refuse('6487', user.name) }
    }
    const id = records.users.lowestFree(MAX_USERS)
    if (id === undefined) return { changes: [], result: refuse('6486') }
    const row: UserRow = {
      id,
      name: user.name,
      groupId: group.id,
      ...(passwordHash === undefined ? {} : { passwordHash }),
      ...(key === undefined ? {} : { sshKey: key.sshKey }),
      locked: false,
      passwordChangeRequired: user.passwordChangeRequired,
    }
    return { changes: [records.users.put(id, row)], result: accept({ id }) }
  })
}

async function changeUser(core: Core, reference: string, change: UserChange): Promise<Done> {
  const { records, ports } = core
  const before = find(records.users.values(), reference)
  if (before === undefined) return refuse('6493', reference)
  const refusal = refuseChange(core, before, change)
  if (refusal) return refusal
  const key = typeof change.keyFile === 'string'
    ? await takeKeyFile(core, change.keyFile)
    : change.keyFile
  if (key && 'ok' in key) return key
  const hash = typeof change.password === 'string'
    ? await ports.passwords.hash(change.password)
    : change.password
  return records.transact<Done>(() => {
    const row = records.users.get(before.id)
    if (row === undefined) return { changes: [], result: refuse('6493', reference) }
    const changed = applyChange(row, change, hash, key === null ? null : key?.sshKey)
    if (changed.passwordHash === undefined && changed.sshKey === undefined) {
      return { changes: [], result: refuse('6521') }
    }
    return { changes: [records.users.put(row.id, changed)], result: done() }
  })
}

function refuseChange(core: Core, row: UserRow, change: UserChange): Refusal | undefined {
  const { group, password } = change
  const newGroup = group === undefined ? undefined : findByReference(userGroups, group)
  if (group !== undefined && newGroup === undefined) return refuse('6480', group)
  if (row.id === SUPERUSER_ID) {
    if (newGroup !== undefined && newGroup.id !== SECURITY_ADMIN) return refuse('6519')
    if (password === null) return refuse('6496')
  }
  if (password === null && row.passwordHash === undefined) return refuse('6497')
  if (change.keyFile === null && row.sshKey === undefined) return refuse('6498')
  return typeof password === 'string'
    ? refusePassword(core.records.security.require(), password)
    : undefined
}

/** `hash` and `sshKey`: undefined leaves what there is, null takes it away. */
function applyChange(
  row: UserRow,
  change: UserChange,
  hash: string | null | undefined,
  sshKey: string | null | undefined,
): UserRow {
  const { passwordHash: oldHash, sshKey: oldKey, lockedUntil, ...rest } = row
  const passwordHash = hash === undefined ? oldHash : hash
  const key = sshKey === undefined ? oldKey : sshKey
  const group = change.group === undefined ? undefined : findByReference(userGroups, change.group)
  const unlocked = change.locked === false
  return {
    ...rest,
    groupId: group?.id ?? row.groupId,
    ...(passwordHash == null ? {} : { passwordHash }),
    ...(key == null ? {} : { sshKey: key }),
    ...(lockedUntil === undefined || unlocked ? {} : { lockedUntil }),
    locked: change.locked ?? row.locked,
    // A new password fulfils the demand for one.
    passwordChangeRequired: change.passwordChangeRequired
      ?? (typeof hash === 'string' ? false : row.passwordChangeRequired),
  }
}
