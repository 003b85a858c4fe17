import type { PoolRow, Records, VolumeRow } from '../records/index.ts'
import type { Backends } from './backends.ts'
import type { Usage } from './usage.ts'

/** Bytes; see PoolView for their meaning to clients. */
export interface PoolCapacity {
  readonly capacityBytes: number
  readonly freeBytes: number
  readonly virtualBytes: number
  readonly usedBytes: number
  readonly volumeCount: number
}

/**
 * What the file systems under a pool hold. Space is set aside for fully allocated volumes; a thin
 * volume counts with what it occupies. Pools that share a back end share its space.
 */
export async function poolCapacity(
  records: Records,
  backends: Backends,
  usage: Usage,
  pool: PoolRow,
): Promise<PoolCapacity> {
  const spaces = await Promise.all(pool.backends.map((name) => backends.space(name)))
  const capacityBytes = spaces.reduce((sum, { totalBytes }) => sum + totalBytes, 0)
  const onDiskFree = spaces.reduce((sum, { freeBytes }) => sum + freeBytes, 0)
  const volumes = volumesOf(records, pool.id)
  const thin = volumes.filter((volume) => volume.thin)
  const allocated = await usage.allocated(thin)
  const setAside = reservedBytes(volumes)
  const thinBytes = thin.reduce((sum, { uid }) => sum + (allocated.get(uid) ?? 0), 0)
  return {
    capacityBytes,
    freeBytes: Math.max(0, Math.min(onDiskFree, capacityBytes - setAside)),
    virtualBytes: volumes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    usedBytes: setAside + thinBytes,
    volumeCount: volumes.length,
  }
}

export function volumesOf(records: Records, poolId: number): VolumeRow[] {
  return [...records.volumes.values()].filter((volume) => volume.poolId === poolId)
}

/** What fully allocated volumes may fill. */
export function reservedBytes(volumes: readonly VolumeRow[]): number {
  return volumes.reduce((sum, { thin, sizeBytes }) => sum + (thin ? 0 : sizeBytes), 0)
}
