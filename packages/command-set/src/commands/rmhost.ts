import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'

export const rmhost = defineCommand({
  name: 'rmhost',
  summary: 'remove a host',
  family: 'task',
  access: 'administrators',
  parameters: { force: { kind: 'flag', help: 'with its mappings' } },
  object: { word: 'host_id | host_name', required: true },
  async run({ force }, { system, object }) {
    return silenceAfter(await system.hosts.remove(object, force))
  },
})
