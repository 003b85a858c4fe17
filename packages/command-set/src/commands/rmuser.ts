import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'

export const rmuser = defineCommand({
  name: 'rmuser',
  summary: 'remove a user',
  family: 'task',
  access: 'security',
  parameters: {},
  object: { word: 'user_id | user_name', required: true },
  async run(_values, { system, object, caller }) {
    return silenceAfter(await system.users.remove(object, caller.name))
  },
})
