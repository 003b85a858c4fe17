import { defineCommand } from '../grammar/command.ts'
import { detail } from '../output/reply.ts'

export const lscloudcallhome = defineCommand({
  name: 'lscloudcallhome',
  summary: 'show the state of call home, which is off here',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run() {
    return detail({
      status: 'disabled',
      connection: undefined,
      error_sequence_number: undefined,
      last_success: undefined,
      last_failure: undefined,
    })
  },
})
