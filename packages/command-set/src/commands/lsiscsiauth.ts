import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'

export const lsiscsiauth = defineCommand({
  name: 'lsiscsiauth',
  summary: 'show how hosts authenticate over iSCSI: not at all',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system }) {
    const columns = ['type', 'id', 'name', 'iscsi_auth_method', 'iscsi_chap_secret'] as const
    return list(columns, await system.hosts.list(), ({ id, name }) => ({
      type: 'host', id, name, iscsi_auth_method: 'none',
    }))
  },
})
