import { defineCommand } from '../grammar/command.ts'
import { detail, list } from '../output/reply.ts'
import type { Fields } from '../output/reply.ts'
import type { HostPort, HostView } from '../system/hosts.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'

const columns = [
  'id', 'name', 'port_count', 'iogrp_count', 'status', 'site_id', 'site_name',
  'host_cluster_id', 'host_cluster_name', 'protocol', 'owner_id', 'owner_name', 'portset_id',
  'portset_name', 'partition_id', 'partition_name', 'draft_partition_id',
  'draft_partition_name', 'ungrouped_volume_mapping', 'location_system_name',
] as const

export const lshost = defineCommand({
  name: 'lshost',
  summary: 'show the hosts',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'host_id | host_name', required: false },
  async run(_values, { system, object }) {
    const hosts = await system.hosts.list()
    if (object !== undefined) {
      const host = findByReference(hosts, object)
      return host ? detail(detailFields(host)) : refuse('5754', object)
    }
    return list(columns, hosts, (host) => ({
      id: host.id,
      name: host.name,
      port_count: host.ports.length,
      iogrp_count: 1,
      status: host.status,
      protocol: host.protocol,
      portset_id: 0,
      portset_name: 'portset0',
      ungrouped_volume_mapping: 'yes',
    }))
  },
})

const portField = {
  iscsi: 'iscsi_name', nqn: 'nqn', fc: 'WWPN',
} as const satisfies Record<HostPort['kind'], string>

const detailFields = (host: HostView): Fields => ({
  id: host.id,
  name: host.name,
  port_count: host.ports.length,
  type: host.type,
  iogrp_count: 1,
  status: host.status,
  site_id: undefined,
  site_name: undefined,
  host_cluster_id: undefined,
  host_cluster_name: undefined,
  protocol: host.protocol,
  status_policy: 'redundant',
  status_site: 'all',
  nodes: {
    group: host.ports.map((port) => ({
      [portField[port.kind]]: port.name,
      node_logged_in_count: port.loggedInCount,
      state: port.state,
    })),
  },
  owner_id: undefined,
  owner_name: undefined,
  portset_id: 0,
  portset_name: 'portset0',
  partition_id: undefined,
  partition_name: undefined,
  location1_status: undefined,
  location2_status: undefined,
  draft_partition_id: undefined,
  draft_partition_name: undefined,
  ungrouped_volume_mapping: 'yes',
})
