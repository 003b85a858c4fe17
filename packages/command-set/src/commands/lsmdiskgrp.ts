import { defineCommand } from '../grammar/command.ts'
import { viewParameters } from '../grammar/parameter.ts'
import { capacity, detail, list, yesNo } from '../output/reply.ts'
import type { Cell, Fields } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import type { PoolView } from '../system/pools.ts'
import { findByReference } from '../system/reference.ts'
import { percentOf } from './percent.ts'
import { tierGroup } from './tiers.ts'

const columns = [
  'id', 'name', 'status', 'mdisk_count', 'vdisk_count', 'capacity', 'extent_size',
  'free_capacity', 'virtual_capacity', 'used_capacity', 'real_capacity', 'overallocation',
  'warning', 'easy_tier', 'easy_tier_status', 'compression_active',
  'compression_virtual_capacity', 'compression_compressed_capacity',
  'compression_uncompressed_capacity', 'parent_mdisk_grp_id', 'parent_mdisk_grp_name',
  'child_mdisk_grp_count', 'child_mdisk_grp_capacity', 'type', 'encrypt', 'owner_type',
  'owner_id', 'owner_name', 'site_id', 'site_name', 'data_reduction',
  'used_capacity_before_reduction', 'used_capacity_after_reduction', 'overhead_capacity',
  'deduplication_capacity_saving', 'reclaimable_capacity', 'easy_tier_fcm_over_allocation_max',
  'provisioning_policy_id', 'provisioning_policy_name', 'replication_pool_link_uid',
] as const

type Column = (typeof columns)[number]

export const lsmdiskgrp = defineCommand({
  name: 'lsmdiskgrp',
  summary: 'show the pools',
  family: 'info',
  access: 'everybody',
  parameters: { gui: viewParameters.gui },
  object: { word: 'mdiskgrp_id | mdiskgrp_name', required: false },
  async run({ gui }, { system, object }) {
    const pools = await system.pools.list()
    if (object === undefined) return list(columns, pools, conciseFields)
    const pool = findByReference(pools, object)
    return pool ? detail(detailFields(pool, gui)) : refuse('5804', object)
  },
})

const none = capacity(0)

function conciseFields(pool: PoolView): Readonly<Record<Column, Cell>> {
  return {
    id: pool.id,
    name: pool.name,
    status: pool.status,
    mdisk_count: pool.mdiskCount,
    vdisk_count: pool.volumeCount,
    capacity: capacity(pool.capacityBytes),
    extent_size: pool.extentBytes / 2 ** 20,
    free_capacity: capacity(pool.freeBytes),
    virtual_capacity: capacity(pool.virtualBytes),
    used_capacity: capacity(pool.usedBytes),
    real_capacity: capacity(pool.realBytes),
    overallocation: percentOf(pool.virtualBytes, pool.capacityBytes),
    warning: pool.warningPercent,
    easy_tier: pool.easyTier,
    easy_tier_status: pool.easyTier === 'off' ? 'inactive' : 'balanced',
    compression_active: 'no',
    compression_virtual_capacity: none,
    compression_compressed_capacity: none,
    compression_uncompressed_capacity: none,
    parent_mdisk_grp_id: pool.id,
    parent_mdisk_grp_name: pool.name,
    child_mdisk_grp_count: 0,
    child_mdisk_grp_capacity: none,
    type: 'parent',
    encrypt: yesNo(pool.encrypt),
    owner_type: 'none',
    owner_id: undefined,
    owner_name: undefined,
    site_id: undefined,
    site_name: undefined,
    data_reduction: 'no',
    used_capacity_before_reduction: none,
    used_capacity_after_reduction: none,
    overhead_capacity: none,
    deduplication_capacity_saving: none,
    reclaimable_capacity: none,
    easy_tier_fcm_over_allocation_max: '100%',
    provisioning_policy_id: undefined,
    provisioning_policy_name: undefined,
    replication_pool_link_uid: undefined,
  }
}

/** The concise fields with tier lines behind easy_tier_status and more before and at the end. */
function detailFields(pool: PoolView, gui: boolean): Fields {
  const concise = Object.entries(conciseFields(pool))
  const upTo = (column: Column) => concise.findIndex(([name]) => name === column)
  const part = (from: Column, to?: Column) =>
    Object.fromEntries(concise.slice(upTo(from), to && upTo(to)))
  return {
    ...part('id', 'compression_active'),
    tiers: poolTiers(pool),
    ...gui ? { gui_id: pool.id, gui_iogrp_id: undefined } : {},
    ...part('compression_active', 'data_reduction'),
    ...gui ? { has_encryption_key: yesNo(pool.encrypt), child_has_encryption_key: 'no' } : {},
    ...part('data_reduction', 'deduplication_capacity_saving'),
    ...gui ? { compression_opportunity: none, deduplication_opportunity: none } : {},
    ...part('deduplication_capacity_saving', 'easy_tier_fcm_over_allocation_max'),
    physical_capacity: capacity(pool.capacityBytes),
    physical_free_capacity: capacity(pool.freeBytes),
    shared_resources: 'no',
    vdisk_protection_enabled: yesNo(pool.volumeProtectionEnabled),
    vdisk_protection_status: pool.volumeProtectionEnabled ? 'active' : 'inactive',
    ...part('easy_tier_fcm_over_allocation_max'),
    protection_provisioned_capacity: none,
    protection_written_capacity: none,
    protection_vdisk_count: 0,
    format_required: 'no',
    ...gui ? { auto_expand: 'no', auto_expand_max_capacity: none } : {},
  }
}

const poolTiers = (pool: PoolView) => tierGroup(
  [{
    tier: pool.tier,
    mdiskCount: pool.mdiskCount,
    capacityBytes: pool.capacityBytes,
    freeBytes: pool.freeBytes,
  }],
  (tier, { mdiskCount, capacityBytes, freeBytes }) => ({
    tier,
    tier_mdisk_count: mdiskCount,
    tier_capacity: capacity(capacityBytes),
    tier_free_capacity: capacity(freeBytes),
  }),
)
