import { defineCommand } from '../grammar/command.ts'
import { detail, list } from '../output/reply.ts'
import { systemFields } from './system-fields.ts'

const columns = ['id', 'name', 'location', 'partnership', 'bandwidth', 'id_alias'] as const

/** The older word for lssystem has a concise form, unless the system is named. */
export const lscluster = defineCommand({
  name: 'lscluster',
  summary: 'show the system; older word for lssystem',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'system_id | system_name', required: false },
  async run(_values, { system, object }) {
    if (object !== undefined) return detail(await systemFields(system))
    return list(columns, [await system.identity.view()], ({ id, name }) =>
      ({ id, name, location: 'local', id_alias: id }))
  },
})
