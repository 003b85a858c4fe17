import { defineCommand } from '../grammar/command.ts'
import { detail, list } from '../output/reply.ts'
import type { Cell } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'
import type { UserGroupView } from '../system/users.ts'

const columns = [
  'id', 'name', 'role', 'remote', 'owner_id', 'owner_name', 'multi_factor',
  'password_sshkey_required', 'gui_disabled', 'cli_disabled', 'rest_disabled', 'cim_disabled',
] as const

export const lsusergrp = defineCommand({
  name: 'lsusergrp',
  summary: 'show the user groups and their roles',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'usergrp_id | usergrp_name', required: false },
  async run(_values, { system, object }) {
    const groups = await system.users.groups()
    if (object === undefined) return list(columns, groups, fields)
    const group = findByReference(groups, object)
    return group ? detail(fields(group)) : refuse('5804', object)
  },
})

const fields = (
  { id, name, role }: UserGroupView,
): Readonly<Record<(typeof columns)[number], Cell>> => ({
  id,
  name,
  role,
  remote: 'no',
  owner_id: undefined,
  owner_name: undefined,
  multi_factor: 'no',
  password_sshkey_required: 'no',
  gui_disabled: 'no',
  cli_disabled: 'no',
  rest_disabled: 'no',
  cim_disabled: 'yes',
})
