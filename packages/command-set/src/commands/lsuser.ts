import { defineCommand } from '../grammar/command.ts'
import { detail, list, yesNo } from '../output/reply.ts'
import type { Cell } from '../output/reply.ts'
import { timeStamp } from '../output/time.ts'
import type { TimeZone } from '../system/identity.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'
import type { UserView } from '../system/users.ts'

const columns = [
  'id', 'name', 'password', 'ssh_key', 'remote', 'usergrp_id', 'usergrp_name', 'owner_id',
  'owner_name', 'locked', 'locked_until', 'password_expiry_time', 'password_change_required',
  'cert_uid',
] as const

export const lsuser = defineCommand({
  name: 'lsuser',
  summary: 'show the users',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'user_id | user_name', required: false },
  async run(_values, { system, object }) {
    const users = await system.users.list()
    const { timeZone } = await system.identity.view()
    if (object === undefined) return list(columns, users, (user) => fields(user, timeZone))
    const user = findByReference(users, object)
    return user ? detail(fields(user, timeZone)) : refuse('5804', object)
  },
})

const fields = (
  user: UserView,
  zone: TimeZone,
): Readonly<Record<(typeof columns)[number], Cell>> => ({
  id: user.id,
  name: user.name,
  password: yesNo(user.hasPassword),
  ssh_key: yesNo(user.hasKey),
  remote: 'no',
  usergrp_id: user.group.id,
  usergrp_name: user.group.name,
  owner_id: undefined,
  owner_name: undefined,
  locked: user.locked,
  locked_until: timeStamp(user.lockedUntil, zone),
  password_expiry_time: timeStamp(user.passwordExpiryTime, zone),
  password_change_required: yesNo(user.passwordChangeRequired),
  cert_uid: undefined,
})
