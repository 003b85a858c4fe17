import { defineCommand } from '../grammar/command.ts'
import { capacity, detail, list, yesNo } from '../output/reply.ts'
import type { Cell } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'
import type { System } from '../system/index.ts'

const columns = [
  'id', 'name', 'node_count', 'vdisk_count', 'host_count', 'site_id', 'site_name',
] as const

type Row = Readonly<Record<(typeof columns)[number], Cell>> & {
  readonly id: number
  readonly name: string
}

export const lsiogrp = defineCommand({
  name: 'lsiogrp',
  summary: 'show the I/O groups; all nodes and volumes are in the first',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'iogrp_id | iogrp_name', required: false },
  async run(_values, { system, object }) {
    const groups = await rows(system)
    if (object === undefined) return list(columns, groups, (row) => row)
    const group = findByReference(groups, object)
    if (!group) return refuse('5753', object)
    const nodes = await system.nodes.list()
    return detail({
      ...group,
      flash_copy_total_memory: megabytes(0),
      flash_copy_free_memory: megabytes(0),
      remote_copy_total_memory: megabytes(0),
      remote_copy_free_memory: megabytes(0),
      mirroring_total_memory: megabytes(0),
      mirroring_free_memory: megabytes(0),
      raid_total_memory: megabytes(0),
      raid_free_memory: megabytes(0),
      maintenance: 'no',
      compression_active: 'no',
      accessible_vdisk_count: group.vdisk_count,
      compression_supported: 'no',
      max_enclosures: 0,
      encryption_supported: yesNo(nodes.every(({ encryptionSupported }) => encryptionSupported)),
      flash_copy_maximum_memory: megabytes(0),
    })
  },
})

const megabytes = (count: number): Cell => ({ ...capacity(count * 2 ** 20), decimals: 1 })

/** Five rows always: four groups, and one that nodes wait in. */
async function rows(system: System): Promise<Row[]> {
  const counts = {
    node_count: (await system.nodes.list()).length,
    vdisk_count: (await system.volumes.list()).length,
    host_count: (await system.hosts.list()).length,
  }
  const empty = { node_count: 0, vdisk_count: 0, host_count: 0 }
  const names = ['io_grp0', 'io_grp1', 'io_grp2', 'io_grp3', 'recovery_io_grp']
  return names.map((name, id) => ({
    id, name, ...id === 0 ? counts : empty, site_id: undefined, site_name: undefined,
  }))
}
