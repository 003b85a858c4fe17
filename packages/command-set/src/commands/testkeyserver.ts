import { defineCommand } from '../grammar/command.ts'
import { replyTo, text } from '../output/reply.ts'

export const testkeyserver = defineCommand({
  name: 'testkeyserver',
  summary: 'validate a key server now; its status and events follow the finding',
  family: 'check',
  access: 'administrators',
  parameters: {},
  object: { word: 'keyserver_id | keyserver_name', required: true },
  async run(_values, { system, object }) {
    const outcome = await system.keyServers.validate(object)
    return replyTo(outcome, () => text('The key server task completed successfully.'))
  },
})
