import { defineCommand } from '../grammar/command.ts'
import { capacity, detail, list, yesNo } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import type { VolumeView } from '../system/volumes.ts'
import { findByReference } from '../system/reference.ts'
import { copyFields } from './volume-fields.ts'

const columns = [
  'vdisk_id', 'vdisk_name', 'copy_id', 'status', 'sync', 'primary', 'mdisk_grp_id',
  'mdisk_grp_name', 'capacity', 'type', 'se_copy', 'easy_tier', 'easy_tier_status',
  'compressed_copy', 'parent_mdisk_grp_id', 'parent_mdisk_grp_name', 'encrypt',
  'deduplicated_copy',
] as const

export const lsvdiskcopy = defineCommand({
  name: 'lsvdiskcopy',
  summary: 'show the copies of all volumes, or of one; each volume has one copy',
  family: 'info',
  access: 'everybody',
  parameters: {
    copy: { kind: 'number', min: 0, max: 1, help: 'one copy of the volume in full' },
  },
  object: { word: 'vdisk_id | vdisk_name', required: false },
  async run({ copy }, { system, object }) {
    const volumes = await system.volumes.list()
    if (object === undefined) {
      return copy === undefined ? list(columns, volumes, fields) : refuse('5701')
    }
    const volume = findByReference(volumes, object)
    if (!volume) return refuse('5754', object)
    if (copy === undefined) return list(columns, [volume], fields)
    if (copy !== 0) return refuse('6353', String(copy))
    return detail({ vdisk_id: volume.id, vdisk_name: volume.name, ...copyFields(volume) })
  },
})

const fields = (volume: VolumeView) => ({
  vdisk_id: volume.id,
  vdisk_name: volume.name,
  copy_id: 0,
  status: volume.status === 'offline' ? 'offline' : 'online',
  sync: 'yes',
  primary: 'yes',
  mdisk_grp_id: volume.pool.id,
  mdisk_grp_name: volume.pool.name,
  capacity: capacity(volume.capacityBytes),
  type: 'striped',
  se_copy: yesNo(volume.thin),
  easy_tier: 'on',
  easy_tier_status: 'balanced',
  compressed_copy: 'no',
  parent_mdisk_grp_id: volume.pool.id,
  parent_mdisk_grp_name: volume.pool.name,
  encrypt: yesNo(volume.encrypt),
  deduplicated_copy: 'no',
})
