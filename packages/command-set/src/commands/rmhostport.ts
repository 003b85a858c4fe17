import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { portParameterNames, portParameters, readPorts } from './host-ports.ts'

export const rmhostport = defineCommand({
  name: 'rmhostport',
  summary: 'take ports from a host',
  family: 'task',
  access: 'administrators',
  parameters: {
    ...portParameters,
    force: { kind: 'flag', ignored: true, help: 'ports are not looked for' },
  },
  rules: { exactlyOne: [portParameterNames] },
  object: { word: 'host_id | host_name', required: true },
  async run(values, { system, object }) {
    const ports = readPorts(values)
    return ports.ok ? silenceAfter(await system.hosts.removePorts(object, ports.value)) : ports
  },
})
