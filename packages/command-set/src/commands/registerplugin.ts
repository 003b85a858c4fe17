import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'

export const registerplugin = defineCommand({
  name: 'registerplugin',
  summary: 'note which automation uses the system',
  family: 'task',
  access: 'everybody',
  parameters: {
    name: { kind: 'text', max: 256, required: true, help: 'of the automation' },
    uniquekey: { kind: 'text', required: true, help: 'of this installation of it' },
    version: { kind: 'text', max: 256, required: true, help: 'of the automation' },
    metadata: { kind: 'text', help: 'anything' },
  },
  async run({ name, uniquekey, version, metadata }, { system }) {
    return silenceAfter(await system.identity.registerPlugin(
      { name, uniqueKey: uniquekey, version, metadata: metadata ?? '' }))
  },
})
