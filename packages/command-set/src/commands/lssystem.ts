import { defineCommand } from '../grammar/command.ts'
import { detail } from '../output/reply.ts'
import { systemFields } from './system-fields.ts'

export const lssystem = defineCommand({
  name: 'lssystem',
  summary: 'show the system',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'system_id | system_name', required: false },
  async run(_values, { system }) {
    return detail(await systemFields(system))
  },
})
