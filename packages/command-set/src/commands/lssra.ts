import { defineCommand } from '../grammar/command.ts'
import { detail } from '../output/reply.ts'

export const lssra = defineCommand({
  name: 'lssra',
  summary: 'show the state of remote assistance, which is off here',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run() {
    return detail({ status: 'disabled', remote_access_code_set: 'no' })
  },
})
