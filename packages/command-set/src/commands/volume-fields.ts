import { capacity, onOff, yesNo } from '../output/reply.ts'
import type { Fields } from '../output/reply.ts'
import { timeStamp } from '../output/time.ts'
import type { TimeZone } from '../system/identity.ts'
import type { VolumeView } from '../system/volumes.ts'
import { ioGroup, nodeId } from './one-node.ts'
import { percentOf } from './percent.ts'
import { tierGroup } from './tiers.ts'

/** Nothing is acknowledged from a cache here, so nothing ever waits in one. */
export const fastWriteState = 'empty'

/** The volume part of the detail view. */
export function volumeFields(volume: VolumeView, zone: TimeZone): Fields {
  return {
    id: volume.id,
    name: volume.name,
    IO_group_id: ioGroup.id,
    IO_group_name: ioGroup.name,
    status: volume.status,
    mdisk_grp_id: volume.pool.id,
    mdisk_grp_name: volume.pool.name,
    capacity: capacity(volume.capacityBytes),
    type: 'striped',
    formatted: yesNo(!volume.formatting),
    formatting: yesNo(volume.formatting),
    mdisk_id: undefined,
    mdisk_name: undefined,
    FC_id: undefined,
    FC_name: undefined,
    RC_id: undefined,
    RC_name: undefined,
    vdisk_UID: volume.uid,
    preferred_node_id: nodeId,
    fast_write_state: fastWriteState,
    cache: volume.cache,
    udid: volume.udid,
    fc_map_count: 0,
    sync_rate: 50,
    copy_count: 1,
    se_copy_count: volume.thin ? 1 : 0,
    filesystem: undefined,
    mirror_write_priority: 'latency',
    RC_change: 'no',
    compressed_copy_count: 0,
    access_IO_group_count: 1,
    last_access_time: timeStamp(volume.lastAccessTime, zone),
    parent_mdisk_grp_id: volume.pool.id,
    parent_mdisk_grp_name: volume.pool.name,
    owner_type: 'none',
    owner_id: undefined,
    owner_name: undefined,
    encrypt: yesNo(volume.encrypt),
    volume_id: volume.id,
    volume_name: volume.name,
    ...serviceFields(volume),
    ...newestFields(volume),
  }
}

const serviceFields = (volume: VolumeView): Fields => ({
  function: undefined,
  throttle_id: undefined,
  throttle_name: undefined,
  IOPs_limit: undefined,
  bandwidth_limit_MB: undefined,
  volume_group_id: undefined,
  volume_group_name: undefined,
  cloud_backup_enabled: 'no',
  cloud_account_id: undefined,
  cloud_account_name: undefined,
  backup_status: 'off',
  last_backup_time: undefined,
  restore_status: 'none',
  backup_grain_size: undefined,
  deduplicated_copy_count: 0,
  protocol: volume.mapped ? 'scsi' : undefined,
  preferred_node_name: `node${nodeId}`,
  safeguarded_expiration_time: undefined,
  safeguarded_backup_count: 0,
})

/** Fields of 8.5 to 8.7; their order is inferred. */
const newestFields = (volume: VolumeView): Fields => ({
  changevolume1_id: undefined,
  is_snapshot: 'no',
  snapshot_count: 0,
  volume_type: undefined,
  source_volume_id: undefined,
  source_volume_name: undefined,
  source_snapshot: undefined,
  source_snapshot_timestamp: undefined,
  protection_provisioned_capacity: capacity(0),
  protection_written_capacity: capacity(0),
  display_name: volume.name,
  location1_volume_id: undefined,
  location2_volume_id: undefined,
  replication_mode: undefined,
  is_safeguarded_snapshot: 'no',
  safeguarded_snapshot_count: 0,
})

/** The one copy of a volume. */
export function copyFields(volume: VolumeView): Fields {
  return {
    copy_id: 0,
    status: volume.status === 'offline' ? 'offline' : 'online',
    sync: 'yes',
    auto_delete: 'no',
    primary: 'yes',
    mdisk_grp_id: volume.pool.id,
    mdisk_grp_name: volume.pool.name,
    type: 'striped',
    mdisk_id: undefined,
    mdisk_name: undefined,
    fast_write_state: fastWriteState,
    ...spaceFields(volume),
    easy_tier: 'on',
    easy_tier_status: 'balanced',
    tiers: tierGroup(
      [{ tier: volume.tier, mdiskCount: 1, capacityBytes: volume.realBytes, freeBytes: 0 }],
      (tier, { capacityBytes }) => ({ tier, tier_capacity: capacity(capacityBytes) })),
    compressed_copy: 'no',
    uncompressed_used_capacity: capacity(volume.usedBytes),
    parent_mdisk_grp_id: volume.pool.id,
    parent_mdisk_grp_name: volume.pool.name,
    encrypt: yesNo(volume.encrypt),
    deduplicated_copy: 'no',
    used_capacity_before_reduction: capacity(0),
    safeguarded_mdisk_grp_id: undefined,
    safeguarded_mdisk_grp_name: undefined,
  }
}

function spaceFields(volume: VolumeView): Fields {
  const { thin, capacityBytes, usedBytes, realBytes } = volume
  return {
    used_capacity: capacity(thin ? usedBytes : capacityBytes),
    real_capacity: capacity(thin ? realBytes : capacityBytes),
    free_capacity: capacity(thin ? Math.max(realBytes - usedBytes, 0) : 0),
    overallocation: thin ? percentOf(capacityBytes, realBytes) : 100,
    autoexpand: thin ? onOff(volume.autoexpand) : undefined,
    warning: thin ? volume.warningPercent : undefined,
    grainsize: thin ? volume.grainKib : undefined,
    se_copy: yesNo(thin),
  }
}
