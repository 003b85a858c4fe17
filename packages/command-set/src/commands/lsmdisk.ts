import { defineCommand } from '../grammar/command.ts'
import { capacity, detail, list, yesNo } from '../output/reply.ts'
import type { Capacity, Fields } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import type { MDiskView } from '../system/pools.ts'
import { findByReference } from '../system/reference.ts'

const columns = [
  'id', 'name', 'status', 'mode', 'mdisk_grp_id', 'mdisk_grp_name', 'capacity', 'ctrl_LUN_#',
  'controller_name', 'UID', 'tier', 'encrypt', 'site_id', 'site_name', 'distributed', 'dedupe',
  'over_provisioned', 'supports_unmap',
] as const

export const lsmdisk = defineCommand({
  name: 'lsmdisk',
  summary: 'show the MDisks, the back ends of the pools',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'mdisk_id | mdisk_name', required: false },
  async run(_values, { system, object }) {
    const mdisks = await system.mdisks.list()
    if (object !== undefined) {
      const mdisk = findByReference(mdisks, object)
      return mdisk ? detail(detailFields(mdisk)) : refuse('5753', object)
    }
    return list(columns, mdisks, (mdisk) => ({
      id: mdisk.id,
      name: mdisk.name,
      status: mdisk.status,
      mode: mdisk.mode,
      mdisk_grp_id: mdisk.pool?.id,
      mdisk_grp_name: mdisk.pool?.name,
      capacity: oneDecimal(mdisk.capacityBytes),
      controller_name: mdisk.controllerName,
      UID: mdisk.uid,
      tier: mdisk.tier,
      encrypt: yesNo(mdisk.encrypt),
      distributed: 'no',
      dedupe: 'no',
      over_provisioned: 'no',
      supports_unmap: 'yes',
    }))
  },
})

/** Capacities of MDisks alone have one decimal. */
const oneDecimal = (bytes: number): Capacity => ({ bytes, decimals: 1 })

function detailFields(mdisk: MDiskView): Fields {
  return {
    id: mdisk.id,
    name: mdisk.name,
    status: mdisk.status,
    mode: mdisk.mode,
    mdisk_grp_id: mdisk.pool?.id,
    mdisk_grp_name: mdisk.pool?.name,
    capacity: oneDecimal(mdisk.capacityBytes),
    quorum_index: undefined,
    block_size: 512,
    controller_name: mdisk.controllerName,
    ctrl_type: undefined,
    ctrl_WWNN: undefined,
    controller_id: undefined,
    path_count: 1,
    max_path_count: 1,
    'ctrl_LUN_#': undefined,
    UID: mdisk.uid,
    preferred_WWPN: undefined,
    active_WWPN: undefined,
    fast_write_state: 'empty',
    ...raidFields(mdisk),
    dedupe: 'no',
    preferred_iscsi_port_id: undefined,
    active_iscsi_port_id: undefined,
    replacement_date: undefined,
    over_provisioned: 'no',
    supports_unmap: 'yes',
    provisioning_group_id: undefined,
    physical_capacity: capacity(mdisk.capacityBytes),
    physical_free_capacity: capacity(mdisk.freeBytes),
    write_protected: 'no',
    allocated_capacity: capacity(mdisk.capacityBytes - mdisk.freeBytes),
    effective_used_capacity: undefined,
  }
}

/** Fields of arrays, blank here: what redundancy there is lies behind the back end. */
const raidFields = (mdisk: MDiskView): Fields => ({
  raid_status: undefined,
  raid_level: undefined,
  redundancy: undefined,
  strip_size: undefined,
  spare_goal: undefined,
  spare_protection_min: undefined,
  balanced: undefined,
  tier: mdisk.tier,
  slow_write_priority: undefined,
  fabric_type: undefined,
  site_id: undefined,
  site_name: undefined,
  easy_tier_load: 'medium',
  encrypt: yesNo(mdisk.encrypt),
  distributed: 'no',
  drive_class_id: undefined,
  drive_count: 0,
  stripe_width: 0,
  rebuild_areas_total: undefined,
  rebuild_areas_available: undefined,
  rebuild_areas_goal: undefined,
})
