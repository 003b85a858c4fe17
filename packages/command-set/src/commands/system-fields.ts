import { capacity, yesNo } from '../output/reply.ts'
import type { Capacity, Fields } from '../output/reply.ts'
import type { System } from '../system/index.ts'
import type { IdentityView } from '../system/identity.ts'
import type { MDiskView, PoolView } from '../system/pools.ts'
import { codeLevel } from './code-level.ts'
import { percentOf } from './percent.ts'
import { systemTiers, tiers } from './tiers.ts'

const none = capacity(0)
const blank = undefined

/** Every Fibre Channel port may be used, which says nothing where there is none. */
const portMask = '1'.repeat(64)

/** The fields of lssystem in the order of a real machine; those of 8.5 and later at the end. */
export async function systemFields(system: System): Promise<Fields> {
  const identity = await system.identity.view()
  const pools = await system.pools.list()
  return {
    ...capacityFields(identity, pools, await system.mdisks.list()),
    ...serviceFields(identity),
    tiers: systemTiers(pools),
    ...copyServiceFields,
    ...contactFields,
    ...identityFields(identity),
    ...Object.fromEntries(tiers.map((tier) => [`${tier}_compressed_data_used`, none])),
    ...physicalFields(pools),
    ...newestFields,
  }
}

function capacityFields(
  identity: IdentityView,
  pools: readonly PoolView[],
  mdisks: readonly MDiskView[],
): Fields {
  const sum = (pick: (pool: PoolView) => number) =>
    pools.reduce((total, pool) => total + pick(pool), 0)
  const total = sum((pool) => pool.capacityBytes)
  const virtual = sum((pool) => pool.virtualBytes)
  return {
    id: identity.id,
    name: identity.name,
    location: 'local',
    partnership: blank,
    total_mdisk_capacity: large(mdisks.reduce((bytes, mdisk) => bytes + mdisk.capacityBytes, 0)),
    space_in_mdisk_grps: large(total),
    space_allocated_to_vdisks: capacity(sum((pool) => pool.realBytes)),
    total_free_space: large(sum((pool) => pool.freeBytes)),
    total_vdiskcopy_capacity: capacity(virtual),
    total_used_capacity: capacity(sum((pool) => pool.usedBytes)),
    total_overallocation: percentOf(virtual, total),
    total_vdisk_capacity: capacity(virtual),
    total_allocated_extent_capacity: capacity(total - sum((pool) => pool.freeBytes)),
  }
}

/** These three have one decimal from 1 TB on. */
const large = (bytes: number): Capacity => ({ bytes, decimals: bytes >= 2 ** 40 ? 1 : 2 })

const serviceFields = (identity: IdentityView): Fields => ({
  statistics_status: 'on',
  statistics_frequency: 15,
  cluster_locale: 'en_US',
  time_zone: `${identity.timeZone.number} ${identity.timeZone.name}`,
  code_level: codeLevel(identity),
  console_IP: identity.consoleAddress,
  id_alias: identity.id,
  gm_link_tolerance: 300,
  gm_inter_cluster_delay_simulation: 0,
  gm_intra_cluster_delay_simulation: 0,
  gm_max_host_delay: 5,
  email_reply: blank,
  email_contact: blank,
  email_contact_primary: blank,
  email_contact_alternate: blank,
  email_contact_location: blank,
  email_contact2: blank,
  email_contact2_primary: blank,
  email_contact2_alternate: blank,
  email_state: 'stopped',
  inventory_mail_interval: 0,
  cluster_ntp_IP_address: identity.ntpAddress,
  cluster_isns_IP_address: blank,
  iscsi_auth_method: 'none',
  iscsi_chap_secret: blank,
  auth_service_configured: 'no',
  auth_service_enabled: 'no',
  auth_service_url: blank,
  auth_service_user_name: blank,
  auth_service_pwd_set: 'no',
  auth_service_cert_set: 'no',
  auth_service_type: 'ldap',
  relationship_bandwidth_limit: 25,
})

const copyServiceFields: Fields = {
  easy_tier_acceleration: 'off',
  has_nas_key: 'no',
  layer: 'storage',
  rc_buffer_size: 48,
  compression_active: 'no',
  compression_virtual_capacity: none,
  compression_compressed_capacity: none,
  compression_uncompressed_capacity: none,
  cache_prefetch: 'on',
}

const contactFields: Fields = {
  email_organization: blank,
  email_machine_address: blank,
  email_machine_city: blank,
  email_machine_state: blank,
  email_machine_zip: blank,
  email_machine_country: blank,
  total_drive_raw_capacity: 0,
  compression_destage_mode: 'off',
  local_fc_port_mask: portMask,
  partner_fc_port_mask: portMask,
  high_temp_mode: 'off',
  topology: 'standard',
  topology_status: blank,
  rc_auth_method: 'none',
}

const identityFields = (identity: IdentityView): Fields => ({
  vdisk_protection_time: identity.volumeProtectionMinutes,
  vdisk_protection_enabled: yesNo(identity.volumeProtectionEnabled),
  product_name: identity.productName,
  odx: 'off',
  max_replication_delay: 0,
  partnership_exclusion_threshold: 315,
  gen1_compatibility_mode_enabled: 'no',
  ibm_customer: blank,
  ibm_component: blank,
  ibm_country: blank,
})

const physicalFields = (pools: readonly PoolView[]): Fields => ({
  total_reclaimable_capacity: none,
  physical_capacity: capacity(pools.reduce((total, pool) => total + pool.capacityBytes, 0)),
  physical_free_capacity: capacity(pools.reduce((total, pool) => total + pool.freeBytes, 0)),
  used_capacity_before_reduction: none,
  used_capacity_after_reduction: none,
  overhead_capacity: none,
  deduplication_capacity_saving: none,
  enhanced_callhome: 'off',
  censor_callhome: 'off',
  host_unmap: 'on',
  backend_unmap: 'on',
  quorum_mode: 'standard',
  quorum_site_id: blank,
  quorum_site_name: blank,
  quorum_lease: 'short',
  automatic_vdisk_analysis_enabled: 'off',
  callhome_accepted_usage: 'no',
  safeguarded_copy_suspended: 'no',
})

const newestFields: Fields = {
  snapshot_policy_suspended: 'no',
  protection_provisioned_capacity: none,
  protection_written_capacity: none,
  flashcopy_gui_enabled: 'no',
  snapshot_preserve_parent: 'no',
  flashcopy_default_grainsize: 256,
  storage_insights_control_access: 'no',
  flash_grid_id: blank,
  flash_grid_name: blank,
  auto_drive_download: 'off',
}
