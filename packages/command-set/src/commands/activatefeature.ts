import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'

export const activatefeature = defineCommand({
  name: 'activatefeature',
  summary: 'activate a licensed feature',
  family: 'task',
  access: 'administrators',
  parameters: {
    licensekey: { kind: 'text', required: true, help: 'four groups of four hex digits' },
  },
  async run({ licensekey }, { system }) {
    if (!/^[0-9A-Fa-f]{4}(-[0-9A-Fa-f]{4}){3}$/.test(licensekey)) {
      return refuse('5706', licensekey, '-licensekey')
    }
    return silenceAfter(await system.licences.activate(licensekey.toUpperCase()))
  },
})
