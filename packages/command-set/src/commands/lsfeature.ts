import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'

export const lsfeature = defineCommand({
  name: 'lsfeature',
  summary: 'show the licensed features',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system }) {
    const columns = [
      'id', 'name', 'state', 'license_key', 'trial_expiration_date', 'serial_num', 'mtm',
    ] as const
    return list(columns, await system.licences.features(), (feature) => ({
      id: feature.id,
      name: feature.name,
      state: feature.state,
      license_key: feature.licenceKey,
      serial_num: feature.serialNumber,
      mtm: feature.mtm,
    }))
  },
})
