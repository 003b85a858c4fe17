import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'

export const rmkeyserver = defineCommand({
  name: 'rmkeyserver',
  summary: 'remove a key server',
  family: 'task',
  access: 'administrators',
  parameters: {},
  object: { word: 'keyserver_id | keyserver_name', required: true },
  async run(_values, { system, object }) {
    return silenceAfter(await system.keyServers.remove(object))
  },
})
