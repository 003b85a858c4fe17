import { defineCommand } from '../grammar/command.ts'
import { certificateParameters } from '../grammar/parameter.ts'
import { created, replyTo } from '../output/reply.ts'

export const mkkeyserver = defineCommand({
  name: 'mkkeyserver',
  summary: 'add a key server, if it passes validation',
  family: 'task',
  access: 'administrators',
  parameters: {
    ip: { kind: 'address', required: true, help: 'IPv4, IPv6 or domain name' },
    port: { kind: 'number', min: 1, max: 65535, help: 'port, that of the type if left out' },
    sslcert: certificateParameters.sslcert,
    name: { kind: 'name', help: 'name, made up if left out' },
    primary: { kind: 'flag', help: 'the server that makes the keys' },
  },
  async run({ ip, port, sslcert, name, primary }, { system }) {
    const outcome = await system.keyServers.create(
      { address: ip, port, certificateFile: sslcert, name, primary })
    return replyTo(outcome, ({ id }) => created('Key Server, id', id))
  },
})
