import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'

export const rmvolume = defineCommand({
  name: 'rmvolume',
  summary: 'remove a volume and its data',
  family: 'task',
  access: 'administrators',
  parameters: {
    removehostmappings: { kind: 'flag', help: 'with its mappings' },
    removercrelationships: { kind: 'flag', ignored: true, help: 'there are none' },
    removefcmaps: { kind: 'flag', ignored: true, help: 'there are none' },
    discardimage: { kind: 'flag', ignored: true, help: 'there is none' },
    cancelbackup: { kind: 'flag', ignored: true, help: 'there is none' },
  },
  object: { word: 'vdisk_id | vdisk_name', required: true },
  async run({ removehostmappings }, { system, object }) {
    const outcome = await system.volumes.remove(
      object, { force: false, removeHostMappings: removehostmappings })
    // The same condition has another number here than at rmvdisk.
    return !outcome.ok && outcome.code === '5840' ? refuse('8787') : silenceAfter(outcome)
  },
})
