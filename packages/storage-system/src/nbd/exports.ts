import type { ExportCatalogue, ExportFacts, ExportRefusal } from '@keyturn/nbd'
import type { Core } from '../core.ts'
import { mappingKey } from '../hosts/mappings.ts'
import type { VolumeRow } from '../records/index.ts'
import type { Attachments } from '../volumes/attachments.ts'

export const LOCKED_MESSAGE = 'the storage system is locked: no key server gives it the current '
  + 'key, see event 1328 in lseventlog'

/** What one host may see: the volumes that are mapped to it, by name, and by UID. */
export function exportsOf(core: Core, attachments: Attachments, hostId: number): ExportCatalogue {
  return {
    list: () => mappedVolumes(core, hostId).map(facts),
    find: (name) => {
      const volume = findExport(core, hostId, name)
      if (volume === undefined) {
        return { refused: 'unknown', message: `no volume [${name}] is mapped to this host` }
      }
      return refusal(core, attachments, volume) ?? facts(volume)
    },
  }
}

/** The volume behind an export name; undefined when it is not mapped to the host. */
export function findExport(core: Core, hostId: number, name: string): VolumeRow | undefined {
  for (const volume of core.records.volumes.values()) {
    if (volume.name !== name && volume.uid !== name) continue
    if (core.records.mappings.has(mappingKey(hostId, volume.id))) return volume
  }
  return undefined
}

/** Why the volume cannot be opened now. */
export function refusal(
  core: Core,
  attachments: Attachments,
  volume: VolumeRow,
): ExportRefusal | undefined {
  if (volume.wrappedKey !== undefined && !core.keyring.isOpen) {
    return { refused: 'shutdown', message: LOCKED_MESSAGE }
  }
  if (attachments.isTroubled(volume.uid)) {
    const message = `the volume [${volume.name}] is offline, see lseventlog`
    return { refused: 'shutdown', message }
  }
  return undefined
}

const facts = ({ name, uid, sizeBytes }: VolumeRow): ExportFacts =>
  ({ name, description: uid, sizeBytes, readOnly: false })

function mappedVolumes({ records }: Core, hostId: number): readonly VolumeRow[] {
  return [...records.mappings.values()]
    .filter((mapping) => mapping.hostId === hostId)
    .sort((a, b) => a.scsiId - b.scsiId)
    .flatMap(({ volumeId }) => records.volumes.get(volumeId) ?? [])
}
