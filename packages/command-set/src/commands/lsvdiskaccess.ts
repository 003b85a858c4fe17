import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'
import { ioGroup } from './one-node.ts'

export const lsvdiskaccess = defineCommand({
  name: 'lsvdiskaccess',
  summary: 'show the I/O groups that give access to a volume',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'vdisk_id | vdisk_name', required: false },
  async run(_values, { system, object }) {
    const volumes = await system.volumes.list()
    const one = object === undefined ? undefined : findByReference(volumes, object)
    if (object !== undefined && !one) return refuse('5754', object)
    const columns = ['VDisk_id', 'VDisk_name', 'IO_group_id', 'IO_group_name'] as const
    return list(columns, one ? [one] : volumes, ({ id, name }) => ({
      VDisk_id: id, VDisk_name: name, IO_group_id: ioGroup.id, IO_group_name: ioGroup.name,
    }))
  },
})
