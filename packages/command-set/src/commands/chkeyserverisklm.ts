import { defineCommand } from '../grammar/command.ts'
import { certificateParameters } from '../grammar/parameter.ts'
import { silenceAfter } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { given } from './given.ts'

export const chkeyserverisklm = defineCommand({
  name: 'chkeyserverisklm',
  summary: 'change the settings of key servers of type isklm',
  family: 'task',
  access: 'administrators',
  parameters: {
    devicegroup: { kind: 'text', min: 1, max: 16, help: 'device group on the key servers' },
    ...certificateParameters,
    enable: { kind: 'flag', help: 'use key servers of this type' },
    disable: { kind: 'flag', help: 'use them no longer; stands alone' },
  },
  rules: {
    exclusive: [['sslcert', 'nosslcert']],
    alone: ['disable'],
    somethingToChange: true,
  },
  async run({ devicegroup, sslcert, nosslcert, enable, disable }, { system }) {
    // The guide forbids the underscore; its own example and every other document have one.
    if (devicegroup !== undefined && !/^[A-Za-z][A-Za-z0-9_]*$/.test(devicegroup)) {
      return refuse('5706', devicegroup, '-devicegroup')
    }
    return silenceAfter(await system.keyServers.changeIsklm(given({
      deviceGroup: devicegroup,
      certificateFile: nosslcert ? null : sslcert,
      enabled: enable ? true : disable ? false : undefined,
    })))
  },
})
