import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'
import { mappingFields } from './mapping-fields.ts'

const columns = [
  'id', 'name', 'SCSI_id', 'vdisk_id', 'vdisk_name', 'vdisk_UID', 'IO_group_id',
  'IO_group_name', 'mapping_type', 'host_cluster_id', 'host_cluster_name', 'protocol',
] as const

export const lshostvdiskmap = defineCommand({
  name: 'lshostvdiskmap',
  aliases: ['lshostvolumemap'],
  summary: 'show the mappings by host, of all or of one',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'host_id | host_name', required: false },
  async run(_values, { system, object }) {
    const all = await system.hosts.mappings()
    const one = object === undefined
      ? undefined
      : findByReference(await system.hosts.list(), object)
    if (object !== undefined && !one) return refuse('5754', object)
    const mappings = all
      .filter(({ host }) => one === undefined || host.id === one.id)
      .sort((a, b) => a.host.id - b.host.id || a.scsiId - b.scsiId)
    return list(columns, mappings, (mapping) => ({
      id: mapping.host.id,
      name: mapping.host.name,
      vdisk_id: mapping.volume.id,
      vdisk_name: mapping.volume.name,
      ...mappingFields(mapping),
    }))
  },
})
