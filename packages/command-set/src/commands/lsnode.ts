import { defineCommand } from '../grammar/command.ts'
import { detail, list } from '../output/reply.ts'
import type { Fields } from '../output/reply.ts'
import type { IdentityView } from '../system/identity.ts'
import type { NodeView } from '../system/nodes.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'
import { codeLevel } from './code-level.ts'
import { ioGroup } from './one-node.ts'

const columns = [
  'id', 'name', 'UPS_serial_number', 'WWNN', 'status', 'IO_group_id', 'IO_group_name',
  'config_node', 'UPS_unique_id', 'hardware', 'iscsi_name', 'iscsi_alias', 'panel_name',
  'enclosure_id', 'canister_id', 'enclosure_serial_number', 'site_id', 'site_name',
] as const

export const lsnode = defineCommand({
  name: 'lsnode',
  aliases: ['lsnodecanister'],
  summary: 'show the nodes',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'node_id | node_name', required: false },
  async run(_values, { system, object }) {
    const nodes = await system.nodes.list()
    if (object !== undefined) {
      const node = findByReference(nodes, object)
      if (!node) return refuse('5753', object)
      return detail(detailFields(node, await system.identity.view()))
    }
    return list(columns, nodes, (node) => ({
      id: node.id,
      name: node.name,
      WWNN: node.wwnn,
      status: node.status,
      IO_group_id: ioGroup.id,
      IO_group_name: ioGroup.name,
      config_node: 'yes',
      hardware: node.hardware,
      iscsi_name: node.iscsiName,
      panel_name: node.panelName,
    }))
  },
})

/** Four ports, none of them there. */
const noFibreChannel = Array.from({ length: 4 }, () => (
  { port_id: '0000000000000000', port_status: 'inactive', port_speed: 'N/A' }
))

const detailFields = (node: NodeView, identity: IdentityView): Fields => ({
  id: node.id,
  name: node.name,
  UPS_serial_number: undefined,
  WWNN: node.wwnn,
  status: node.status,
  IO_group_id: ioGroup.id,
  IO_group_name: ioGroup.name,
  partner_node_id: undefined,
  partner_node_name: undefined,
  config_node: 'yes',
  UPS_unique_id: undefined,
  ports: { group: noFibreChannel },
  hardware: node.hardware,
  iscsi_name: node.iscsiName,
  iscsi_alias: undefined,
  failover_active: 'no',
  failover_name: undefined,
  failover_iscsi_name: undefined,
  failover_iscsi_alias: undefined,
  panel_name: node.panelName,
  enclosure_id: undefined,
  canister_id: undefined,
  enclosure_serial_number: undefined,
  service_IP_address: node.serviceAddress,
  service_gateway: undefined,
  service_subnet_mask: undefined,
  service_IP_address_6: undefined,
  service_gateway_6: undefined,
  service_prefix_6: undefined,
  service_IP_mode: 'static',
  service_IP_mode_6: undefined,
  site_id: undefined,
  site_name: undefined,
  identify_LED: 'off',
  product_mtm: node.productMtm,
  code_level: codeLevel(identity),
  serial_number: node.serialNumber,
  machine_signature: undefined,
})
