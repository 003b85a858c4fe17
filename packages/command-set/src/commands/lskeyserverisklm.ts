import { defineCommand } from '../grammar/command.ts'
import { detail } from '../output/reply.ts'
import { noCertificate } from './certificate-text.ts'

export const lskeyserverisklm = defineCommand({
  name: 'lskeyserverisklm',
  summary: 'show the settings of key servers of type isklm',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system }) {
    const { status, deviceGroup, certificate } = await system.keyServers.isklm()
    return detail({ status, device_group: deviceGroup, certificate: certificate ?? noCertificate })
  },
})
