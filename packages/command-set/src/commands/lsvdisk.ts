import { defineCommand } from '../grammar/command.ts'
import { capacity, detail, list, yesNo } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import type { VolumeView } from '../system/volumes.ts'
import { findByReference } from '../system/reference.ts'
import { ioGroup } from './one-node.ts'
import { copyFields, fastWriteState, volumeFields } from './volume-fields.ts'

const columns = [
  'id', 'name', 'IO_group_id', 'IO_group_name', 'status', 'mdisk_grp_id', 'mdisk_grp_name',
  'capacity', 'type', 'FC_id', 'FC_name', 'RC_id', 'RC_name', 'vdisk_UID', 'fc_map_count',
  'copy_count', 'fast_write_state', 'se_copy_count', 'RC_change', 'compressed_copy_count',
  'parent_mdisk_grp_id', 'parent_mdisk_grp_name', 'owner_id', 'owner_name', 'formatting',
  'encrypt', 'volume_id', 'volume_name', 'function', 'volume_group_id', 'volume_group_name',
  'protocol', 'is_snapshot', 'snapshot_count', 'volume_type', 'replication_mode',
  'is_safeguarded_snapshot', 'safeguarded_snapshot_count',
] as const

export const lsvdisk = defineCommand({
  name: 'lsvdisk',
  summary: 'show the volumes',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'vdisk_id | vdisk_name', required: false },
  async run(_values, { system, object }) {
    const volumes = await system.volumes.list()
    if (object === undefined) return list(columns, volumes, conciseFields)
    const volume = findByReference(volumes, object)
    if (!volume) return refuse('5754', object)
    const { timeZone } = await system.identity.view()
    return { ...detail(volumeFields(volume, timeZone), copyFields(volume)), asArray: true }
  },
})

const conciseFields = (volume: VolumeView) => ({
  id: volume.id,
  name: volume.name,
  IO_group_id: ioGroup.id,
  IO_group_name: ioGroup.name,
  status: volume.status,
  mdisk_grp_id: volume.pool.id,
  mdisk_grp_name: volume.pool.name,
  capacity: capacity(volume.capacityBytes),
  type: 'striped',
  vdisk_UID: volume.uid,
  fc_map_count: 0,
  copy_count: 1,
  fast_write_state: fastWriteState,
  se_copy_count: volume.thin ? 1 : 0,
  RC_change: 'no',
  compressed_copy_count: 0,
  parent_mdisk_grp_id: volume.pool.id,
  parent_mdisk_grp_name: volume.pool.name,
  formatting: yesNo(volume.formatting),
  encrypt: yesNo(volume.encrypt),
  volume_id: volume.id,
  volume_name: volume.name,
  protocol: volume.mapped ? 'scsi' : undefined,
  is_snapshot: 'no',
  snapshot_count: 0,
  is_safeguarded_snapshot: 'no',
  safeguarded_snapshot_count: 0,
})
