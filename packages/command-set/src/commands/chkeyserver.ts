import { defineCommand } from '../grammar/command.ts'
import { certificateParameters } from '../grammar/parameter.ts'
import { silenceAfter } from '../output/reply.ts'
import { given } from './given.ts'

export const chkeyserver = defineCommand({
  name: 'chkeyserver',
  summary: 'change a key server, if it passes validation',
  family: 'task',
  access: 'administrators',
  parameters: {
    ip: { kind: 'address', help: 'IPv4, IPv6 or domain name' },
    port: { kind: 'number', min: 1, max: 65535, help: 'port' },
    ...certificateParameters,
    name: { kind: 'name', help: 'new name' },
    primary: { kind: 'flag', help: 'make it the primary, instead of the former one' },
  },
  rules: { exclusive: [['sslcert', 'nosslcert']], somethingToChange: true },
  object: { word: 'keyserver_id | keyserver_name', required: true },
  async run({ ip, port, sslcert, nosslcert, name, primary }, { system, object }) {
    return silenceAfter(await system.keyServers.change(object, given({
      address: ip,
      port,
      name,
      certificateFile: nosslcert ? null : sslcert,
      primary: primary ? true : undefined,
    })))
  },
})
