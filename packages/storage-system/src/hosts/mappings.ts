import {
  accept,
  done,
  type Done,
  type Hosts,
  type MappingView,
  type NewMapping,
  type Outcome,
  refuse,
} from '@keyturn/command-set'
import type { Core } from '../core.ts'
import { find } from '../names.ts'
import type { Draft, MappingRow } from '../records/index.ts'

/** SCSI ids of one host are 0 to 8191, as many as there are volumes. */
const MAX_SCSI_IDS = 8192

export const mappingKey = (hostId: number, volumeId: number): string => `${hostId}/${volumeId}`

export function createMappings(
  core: Core,
  hooks: { unmapped(hostId: number, volumeId: number): void },
): Pick<Hosts, 'mappings' | 'map' | 'unmap'> {
  const { records } = core
  return {
    mappings: async () => [...records.mappings.values()]
      .sort((a, b) => a.hostId - b.hostId || a.scsiId - b.scsiId)
      .map((row) => view(core, row)),
    map: (mapping) => records.transact(() => map(core, mapping)),
    unmap: async (hostReference, volumeReference) => {
      const host = find(records.hosts.values(), hostReference)
      const volume = find(records.volumes.values(), volumeReference)
      const outcome = await records.transact<Done>(() => {
        const key = mappingKey(host?.id ?? -1, volume?.id ?? -1)
        return records.mappings.has(key)
          ? { changes: [records.mappings.remove(key)], result: done() }
          : { changes: [], result: refuse('5842', volumeReference) }
      })
      if (outcome.ok && host && volume) hooks.unmapped(host.id, volume.id)
      return outcome
    },
  }
}

function view({ records }: Core, row: MappingRow): MappingView {
  const host = records.hosts.get(row.hostId)
  const volume = records.volumes.get(row.volumeId)
  if (host === undefined || volume === undefined) {
    throw new Error(`a mapping without its host ${row.hostId} or its volume ${row.volumeId}`)
  }
  return {
    host: { id: host.id, name: host.name },
    volume: { id: volume.id, name: volume.name, uid: volume.uid },
    scsiId: row.scsiId,
    protocol: host.protocol,
  }
}

function map(
  { records }: Core,
  mapping: NewMapping,
): Draft<Outcome<{ readonly scsiId: number }>> {
  const refused = (result: ReturnType<typeof refuse>) => ({ changes: [], result })
  const volume = find(records.volumes.values(), mapping.volume)
  if (volume === undefined) return refused(refuse('5753', mapping.volume))
  const host = find(records.hosts.values(), mapping.host)
  if (host === undefined) return refused(refuse('5804', mapping.host))
  const key = mappingKey(host.id, volume.id)
  if (records.mappings.has(key)) return refused(refuse('5878'))
  const mappings = [...records.mappings.values()]
  const elsewhere = mappings.some(({ volumeId }) => volumeId === volume.id)
  if (elsewhere && !mapping.force) return refused(refuse('6071'))
  const used = new Set(mappings.filter(({ hostId }) => hostId === host.id).map((row) => row.scsiId))
  if (mapping.scsiId !== undefined && used.has(mapping.scsiId)) return refused(refuse('5879'))
  let scsiId = mapping.scsiId ?? 0
  while (used.has(scsiId)) scsiId++
  if (scsiId >= MAX_SCSI_IDS) return refused(refuse('5877'))
  const row: MappingRow = { hostId: host.id, volumeId: volume.id, scsiId }
  return { changes: [records.mappings.put(key, row)], result: accept({ scsiId }) }
}
