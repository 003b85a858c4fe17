import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'

export const lsplugin = defineCommand({
  name: 'lsplugin',
  summary: 'show which automation has registered',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system }) {
    const columns = ['name', 'unique_key', 'version', 'metadata'] as const
    return list(columns, await system.identity.plugins(), ({ uniqueKey, ...plugin }) =>
      ({ ...plugin, unique_key: uniqueKey }))
  },
})
