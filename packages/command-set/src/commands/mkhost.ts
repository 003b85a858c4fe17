import { defineCommand } from '../grammar/command.ts'
import { created, replyTo } from '../output/reply.ts'
import { portParameterNames, portParameters, readPorts } from './host-ports.ts'

export const mkhost = defineCommand({
  name: 'mkhost',
  summary: 'make a host',
  family: 'task',
  access: 'operators',
  parameters: {
    name: { kind: 'name', help: 'name, made up if left out' },
    ...portParameters,
    type: {
      kind: 'word',
      words: ['generic', 'hpux', 'tpgs', 'openvms', 'adminlun', 'hide_secondary'],
      help: 'kind of operating system',
    },
    protocol: { kind: 'word', words: ['scsi', 'nvme'], help: 'scsi or nvme' },
    force: { kind: 'flag', ignored: true, help: 'ports are not looked for' },
    iogrp: { kind: 'list', separator: ':', ignored: true, help: 'one I/O group only' },
    portset: { kind: 'text', ignored: true, help: 'one portset only' },
  },
  rules: { exactlyOne: [portParameterNames] },
  async run(values, { system }) {
    const ports = readPorts(values)
    if (!ports.ok) return ports
    const { name, type, protocol } = values
    const outcome = await system.hosts.create({ name, ports: ports.value, type, protocol })
    return replyTo(outcome, ({ id }) => created('Host, id', id))
  },
})
