import {
  accept,
  done,
  type Done,
  type HostPort,
  type Hosts,
  type HostView,
  type NewHost,
  type Outcome,
  refuse,
  type Refusal,
} from '@keyturn/command-set'
import type { Core } from '../core.ts'
import { byId, defaultName, find } from '../names.ts'
import type { Draft, HostRow } from '../records/index.ts'
import { createMappings } from './mappings.ts'

/** Ids are 0 to 1023. */
const MAX_HOSTS = 1024

/** The built-in host: whoever reaches the NBD listeners of this machine. */
export const LOCAL_HOST: HostRow = {
  id: 0,
  name: 'local',
  ports: [],
  type: 'generic',
  protocol: 'scsi',
}

export interface HostHooks {
  /** A mapping was taken away: the host's connections to the volume are cut. */
  unmapped(hostId: number, volumeId: number): void
  /** How many connections a host has now. */
  connections(hostId: number): number
}

export function createHosts(core: Core, hooks: HostHooks): Hosts {
  const { records } = core
  return {
    list: async () => byId(records.hosts.values()).map((row) => view(row, hooks)),
    create: (host) => records.transact(() => create(core, host)),
    change: (reference, change) => records.transact<Done>(() => {
      const row = find(records.hosts.values(), reference)
      if (row === undefined) return { changes: [], result: refuse('5753', reference) }
      const { name } = change
      const other = name === undefined ? undefined : find(records.hosts.values(), name)
      if (name !== undefined && other !== undefined && other.id !== row.id) {
        return { changes: [], result: refuse('5758', name) }
      }
      return { changes: [records.hosts.put(row.id, { ...row, ...change })], result: done() }
    }),
    remove: (reference, force) => remove(core, hooks, reference, force),
    addPorts: (reference, ports) => changePorts(core, reference, (row) => {
      const refusal = refusePorts(core, ports)
      return refusal ?? [...row.ports, ...ports]
    }),
    removePorts: (reference, ports) => changePorts(core, reference, (row) => {
      const unknown = ports.find((port) => !row.ports.some((own) => same(own, port)))
      if (unknown) return refuse('5868', unknown.name)
      return row.ports.filter((own) => !ports.some((port) => same(own, port)))
    }),
    ...createMappings(core, hooks),
  }
}

function view(row: HostRow, hooks: HostHooks): HostView {
  const connections = hooks.connections(row.id)
  return {
    id: row.id,
    name: row.name,
    // The built-in host is always there; others are seen when they connect.
    status: row.id === LOCAL_HOST.id || connections > 0 ? 'online' : 'offline',
    type: row.type,
    protocol: row.protocol,
    ports: row.ports.map((port) => ({
      ...port,
      loggedInCount: connections,
      state: connections > 0 ? 'active' : 'inactive',
    })),
  }
}

type Made = Outcome<{ readonly id: number }>

function create({ records }: Core, host: NewHost): Draft<Made> {
  const { name, ports } = host
  const refused = (result: Refusal): Draft<Made> => ({ changes: [], result })
  if (name !== undefined && find(records.hosts.values(), name)) return refused(refuse('6035', name))
  const refusal = refusePorts({ records }, ports)
  if (refusal) return refused(refusal)
  const id = records.hosts.lowestFree(MAX_HOSTS)
  if (id === undefined) return refused(refuse('6034'))
  const row: HostRow = {
    id,
    name: name ?? defaultName('host', records.hosts.values()),
    ports,
    type: host.type ?? 'generic',
    protocol: host.protocol ?? (ports.some(({ kind }) => kind === 'nqn') ? 'nvme' : 'scsi'),
  }
  return { changes: [records.hosts.put(id, row)], result: accept({ id }) }
}

const takenNumbers = { iscsi: '6578', nqn: '9328', fc: '5867' } as const

const same = (a: HostPort, b: HostPort): boolean => a.kind === b.kind && a.name === b.name

function refusePorts(
  { records }: Pick<Core, 'records'>,
  ports: readonly HostPort[],
): Refusal | undefined {
  for (const host of records.hosts.values()) {
    const taken = ports.find((port) => host.ports.some((own) => same(own, port)))
    if (taken) return refuse(takenNumbers[taken.kind], taken.name)
  }
  return undefined
}

function changePorts(
  { records }: Core,
  reference: string,
  change: (row: HostRow) => readonly HostPort[] | Refusal,
): Promise<Done> {
  return records.transact<Done>(() => {
    const row = find(records.hosts.values(), reference)
    if (row === undefined || row.id === LOCAL_HOST.id) {
      return { changes: [], result: refuse('5753', reference) }
    }
    const ports = change(row)
    if ('ok' in ports) return { changes: [], result: ports }
    return { changes: [records.hosts.put(row.id, { ...row, ports })], result: done() }
  })
}

async function remove(
  { records }: Core,
  hooks: HostHooks,
  reference: string,
  force: boolean,
): Promise<Done> {
  const row = find(records.hosts.values(), reference)
  if (row === undefined || row.id === LOCAL_HOST.id) return refuse('5753', reference)
  const mapped = () => [...records.mappings.entries()].filter(([, { hostId }]) => hostId === row.id)
  if (mapped().length > 0 && !force) return refuse('5871')
  for (const [key, { volumeId }] of mapped()) {
    await records.transact(() => ({ changes: [records.mappings.remove(key)], result: undefined }))
    hooks.unmapped(row.id, volumeId)
  }
  return records.transact<Done>(() => mapped().length > 0
    ? { changes: [], result: refuse('5871') }
    : { changes: [records.hosts.remove(row.id)], result: done() })
}
