import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'
import { mappingFields } from './mapping-fields.ts'

const columns = [
  'id', 'name', 'SCSI_id', 'host_id', 'host_name', 'vdisk_UID', 'IO_group_id',
  'IO_group_name', 'mapping_type', 'host_cluster_id', 'host_cluster_name', 'protocol',
] as const

export const lsvdiskhostmap = defineCommand({
  name: 'lsvdiskhostmap',
  aliases: ['lsvolumehostmap'],
  summary: 'show the mappings by volume, of all or of one',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'vdisk_id | vdisk_name', required: false },
  async run(_values, { system, object }) {
    const all = await system.hosts.mappings()
    const one = object === undefined
      ? undefined
      : findByReference(await system.volumes.list(), object)
    if (object !== undefined && !one) return refuse('5754', object)
    const mappings = all
      .filter(({ volume }) => one === undefined || volume.id === one.id)
      .sort((a, b) => a.volume.id - b.volume.id || a.host.id - b.host.id)
    return list(columns, mappings, (mapping) => ({
      id: mapping.volume.id,
      name: mapping.volume.name,
      host_id: mapping.host.id,
      host_name: mapping.host.name,
      ...mappingFields(mapping),
    }))
  },
})
