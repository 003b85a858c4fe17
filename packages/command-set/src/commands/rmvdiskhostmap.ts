import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'

export const rmvdiskhostmap = defineCommand({
  name: 'rmvdiskhostmap',
  aliases: ['rmvolumehostmap'],
  summary: 'take a volume from a host',
  family: 'task',
  access: 'administrators',
  parameters: { host: { kind: 'text', required: true, help: 'host, by id or name' } },
  object: { word: 'vdisk_id | vdisk_name', required: true },
  async run({ host }, { system, object }) {
    return silenceAfter(await system.hosts.unmap(host, object))
  },
})
