import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'

export const rmvdisk = defineCommand({
  name: 'rmvdisk',
  summary: 'remove a volume and its data',
  family: 'task',
  access: 'administrators',
  parameters: {
    force: { kind: 'flag', help: 'even if it is mapped' },
    removehostmappings: { kind: 'flag', help: 'with its mappings' },
  },
  object: { word: 'vdisk_id | vdisk_name', required: true },
  async run({ force, removehostmappings }, { system, object }) {
    return silenceAfter(await system.volumes.remove(
      object, { force, removeHostMappings: removehostmappings }))
  },
})
