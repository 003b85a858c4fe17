import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'

const columns = [
  'id', 'node_id', 'node_name', 'port_id', 'portset_id', 'portset_name', 'IP_address', 'prefix',
  'vlan', 'gateway', 'owner_id', 'owner_name',
] as const

/** One row for each service address, so that clients find a portal. */
export const lsip = defineCommand({
  name: 'lsip',
  summary: 'show the addresses of the nodes',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system }) {
    const nodes = (await system.nodes.list()).filter(({ serviceAddress }) => serviceAddress)
    return list(columns, nodes.map((node, id) => ({ node, id })), ({ node, id }) => ({
      id,
      node_id: node.id,
      node_name: node.name,
      port_id: 1,
      portset_id: 0,
      portset_name: 'portset0',
      IP_address: node.serviceAddress,
      prefix: node.serviceAddress?.includes(':') ? 128 : 32,
    }))
  },
})
