import { defineCommand } from '../grammar/command.ts'
import { detail, list } from '../output/reply.ts'
import type { Cell } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'

const columns = [
  'id', 'name', 'type', 'port_count', 'host_count', 'lossless', 'owner_id', 'owner_name',
  'port_type', 'is_default',
] as const

/** The portsets that every system has. Hosts are in the first; the others are empty. */
const portsets = [
  { id: 0, type: 'host', port_type: 'ethernet', is_default: 'yes' },
  { id: 1, type: 'replication', port_type: 'ethernet', is_default: 'no' },
  { id: 2, type: 'replication', port_type: 'ethernet', is_default: 'no' },
  { id: 3, type: 'storage', port_type: 'ethernet', is_default: 'no' },
  { id: 64, type: 'host', port_type: 'fc', is_default: 'yes' },
] as const

export const lsportset = defineCommand({
  name: 'lsportset',
  summary: 'show the portsets',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'portset_id | portset_name', required: false },
  async run(_values, { system, object }) {
    const addresses = (await system.nodes.list()).filter(({ serviceAddress }) => serviceAddress)
    const hostCount = (await system.hosts.list()).length
    const rows = portsets.map(({ id, type, port_type, is_default }) => ({
      id,
      name: `portset${id}`,
      type,
      port_count: id === 0 ? addresses.length : 0,
      host_count: id === 0 ? hostCount : 0,
      lossless: 'no',
      owner_id: undefined,
      owner_name: undefined,
      port_type,
      is_default,
    } satisfies Record<(typeof columns)[number], Cell>))
    if (object === undefined) return list(columns, rows, (row) => row)
    const portset = findByReference(rows, object)
    return portset ? detail(portset) : refuse('5753', object)
  },
})
