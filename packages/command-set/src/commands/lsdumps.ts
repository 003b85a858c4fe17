import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'

const columns = ['id', 'filename'] as const

export const lsdumps = defineCommand({
  name: 'lsdumps',
  summary: 'show the files of a folder, oldest first',
  family: 'info',
  access: 'everybody',
  parameters: {
    prefix: { kind: 'text', max: 128, help: 'folder, /dumps if left out' },
  },
  object: { word: 'node_id | node_name', required: false },
  async run({ prefix = '/dumps' }, { system }) {
    const folder = prefix.replace(/\/+$/, '')
    const reachable = /^\/dumps(\/[\w.-]+)*$/.test(folder) && !/\/\.+(\/|$)/.test(folder)
    const files = reachable ? await system.dumps.list(folder) : undefined
    if (!files) return refuse('8031', prefix)
    return list(columns, files.map((filename, id) => ({ id, filename })), (row) => row)
  },
})
