import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { given } from './given.ts'

export const chhost = defineCommand({
  name: 'chhost',
  summary: 'change a host',
  family: 'task',
  access: 'operators',
  parameters: {
    name: { kind: 'name', help: 'new name' },
    type: {
      kind: 'word',
      words: ['generic', 'hpux', 'tpgs', 'openvms', 'adminlun', 'hide_secondary'],
      help: 'kind of operating system',
    },
  },
  rules: { somethingToChange: true },
  object: { word: 'host_id | host_name', required: true },
  async run({ name, type }, { system, object }) {
    return silenceAfter(await system.hosts.change(object, given({ name, type })))
  },
})
