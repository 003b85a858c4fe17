import { done, type Done, refuse, type VolumeRemoval } from '@keyturn/command-set'
import type { Core } from '../core.ts'
import { find } from '../names.ts'
import type { Change, DoomedFileRow, VolumeRow } from '../records/index.ts'
import type { Backends } from './backends.ts'
import type { VolumeParts } from './parts.ts'

/** Mappings of one volume that are removed in one transaction. */
const MAPPINGS_AT_ONCE = 100

export async function remove(
  parts: VolumeParts,
  reference: string,
  removal: VolumeRemoval,
): Promise<Done> {
  const { core } = parts
  const row = find(core.records.volumes.values(), reference)
  if (row === undefined) return refuse('5753', reference)
  if (isProtected(parts, row)) return refuse('6023')
  const unmaps = removal.force || removal.removeHostMappings
  return removeVolume(parts, row, unmaps)
}

/** chsystem -vdiskprotectionenabled: what was used of late is not removed, not even by force. */
function isProtected({ core, lastUse }: VolumeParts, row: VolumeRow): boolean {
  const { volumeProtectionEnabled, volumeProtectionMinutes } = core.records.system.require()
  const pool = core.records.pools.get(row.poolId)
  const used = lastUse(row.uid)
  if (!volumeProtectionEnabled || pool?.volumeProtectionEnabled !== true) return false
  return used !== undefined && core.ports.clock.now() - used < volumeProtectionMinutes * 60_000
}

/**
 * The row goes first, with the wrapped key, which no page keeps: from then on the data is nobody's.
 * Its file stands on our own list until it is gone.
 */
export async function removeVolume(
  { core, attachments, usage, backends }: VolumeParts,
  row: VolumeRow,
  unmaps: boolean,
): Promise<Done> {
  const { records } = core
  const mappings = () =>
    [...records.mappings.entries()].filter(([, { volumeId }]) => volumeId === row.id)
  while (unmaps && mappings().length > MAPPINGS_AT_ONCE) {
    await records.transact(() => ({
      changes: mappings().slice(0, MAPPINGS_AT_ONCE).map(([key]) => records.mappings.remove(key)),
      result: undefined,
    }))
  }
  const outcome = await records.transact<Done>(() => {
    if (records.volumes.get(row.id)?.uid !== row.uid) {
      return { changes: [], result: refuse('5753', row.name) }
    }
    const mapped = mappings()
    if (mapped.length > 0 && !unmaps) return { changes: [], result: refuse('5840') }
    const changes: Change[] = [
      records.volumes.remove(row.id),
      records.doomedFiles.put(row.uid, { uid: row.uid, backend: row.backend }),
      ...mapped.map(([key]) => records.mappings.remove(key)),
    ]
    return { changes, scrub: row.wrappedKey !== undefined, result: done() }
  })
  if (!outcome.ok) return outcome
  await attachments.forget(row)
  usage.forget(row.uid)
  await sweepFile(core, backends, row)
  return outcome
}

/** A file whose volume has no row: onto our list, then away. */
export async function doom(
  core: Core,
  backends: Backends,
  { uid, backend }: DoomedFileRow,
): Promise<void> {
  const changes = [core.records.doomedFiles.put(uid, { uid, backend })]
  await core.records.transact(() => ({ changes, result: undefined }))
  await sweepFile(core, backends, { uid, backend })
}

/** Removes a doomed file, then its row. A back end that is away keeps both until the next start. */
export async function sweepFile(
  { ports, records }: Core,
  backends: Backends,
  { backend, uid }: DoomedFileRow,
): Promise<void> {
  const path = backends.filePath(backend, uid)
  if (path === undefined || !backends.isOnline(backend)) return
  try {
    await ports.files.remove(path)
  } catch (error) {
    ports.log.warn('the file of a removed volume stays for now', { path, error: String(error) })
    return
  }
  await records.transact(() => ({ changes: [records.doomedFiles.remove(uid)], result: undefined }))
}
