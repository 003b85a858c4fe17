import {
  accept,
  done,
  type Done,
  type NewVolume,
  type Outcome,
  refuse,
  type VolumeChange,
  type Volumes,
  type VolumeView,
} from '@keyturn/command-set'
import { byId, find } from '../names.ts'
import type { VolumeRow } from '../records/index.ts'
import { reservedBytes, volumesOf } from './capacity.ts'
import { createVolume } from './create.ts'
import { MAX_VOLUME_BYTES, type VolumeParts } from './parts.ts'
import { remove } from './remove.ts'
import { TIER } from './tier.ts'

/** Sizes grow in steps of 1 MiB. */
const SIZE_STEP_BYTES = 1_048_576
export function createVolumes(parts: VolumeParts): Volumes {
  const { records } = parts.core
  return {
    list: () => list(parts),
    create: (volume: NewVolume) => createVolume(parts, volume),
    change: (reference, change) => records.transact<Done>(() => {
      const row = find(records.volumes.values(), reference)
      if (row === undefined) return { changes: [], result: refuse('5753', reference) }
      const taken = takenName(records.volumes.values(), row, change)
      if (taken !== undefined) return { changes: [], result: refuse('5758', taken) }
      return { changes: [records.volumes.put(row.id, { ...row, ...change })], result: done() }
    }),
    expand: (reference, bytes) => expand(parts, reference, bytes),
    // A file is never cut: what lies behind the new end would come back with the next expansion.
    shrink: async (reference) => find(records.volumes.values(), reference) === undefined
      ? refuse('5753', reference)
      : refuse('8848'),
    remove: (reference, removal) => remove(parts, reference, removal),
  }
}

async function list({ core, backends, usage, attachments, lastUse }: VolumeParts) {
  const { records } = core
  const isOpen = core.keyring.isOpen
  const rows = byId(records.volumes.values())
  const allocated = await usage.allocated(rows.filter(({ thin }) => thin))
  const mapped = new Set([...records.mappings.values()].map(({ volumeId }) => volumeId))
  return rows.map((row): VolumeView => {
    const pool = records.pools.get(row.poolId)
    if (pool === undefined) throw new Error(`volume ${row.id} is in a pool that does not exist`)
    const encrypt = row.wrappedKey !== undefined
    const usable = backends.isOnline(row.backend) && !attachments.isTroubled(row.uid)
      && (!encrypt || isOpen)
    const real = row.thin ? allocated.get(row.uid) ?? 0 : row.sizeBytes
    return {
      id: row.id,
      name: row.name,
      status: usable ? 'online' : 'offline',
      pool: { id: pool.id, name: pool.name },
      capacityBytes: row.sizeBytes,
      uid: row.uid,
      encrypt,
      thin: row.thin,
      usedBytes: real,
      realBytes: real,
      autoexpand: row.autoexpand,
      warningPercent: row.warningPercent,
      grainKib: row.grainKib,
      tier: TIER,
      mapped: mapped.has(row.id),
      formatting: false,
      cache: row.cache,
      udid: row.udid,
      lastAccessTime: lastUse(row.uid),
    }
  })
}

function takenName(
  volumes: Iterable<VolumeRow>,
  row: VolumeRow,
  { name }: VolumeChange,
): string | undefined {
  const other = name === undefined ? undefined : find(volumes, name)
  return other !== undefined && other.id !== row.id ? name : undefined
}

async function expand(parts: VolumeParts, reference: string, bytes: number): Promise<Done> {
  const { core, backends, attachments } = parts
  const { records } = core
  const before = find(records.volumes.values(), reference)
  if (before === undefined) return refuse('5753', reference)
  const space = await backends.space(before.backend)
  const outcome = await records.transact<Outcome<VolumeRow>>(() => {
    const row = records.volumes.get(before.id)
    if (row === undefined) return { changes: [], result: refuse('5753', reference) }
    const sizeBytes = Math.ceil((row.sizeBytes + bytes) / SIZE_STEP_BYTES) * SIZE_STEP_BYTES
    if (sizeBytes > MAX_VOLUME_BYTES) return { changes: [], result: refuse('7018', `${sizeBytes}`) }
    const setAside = reservedBytes(volumesOf(records, row.poolId))
    const growth = sizeBytes - row.sizeBytes
    if (!row.thin && setAside + growth > space.totalBytes) {
      return { changes: [], result: refuse('5860') }
    }
    const grown: VolumeRow = { ...row, sizeBytes }
    return { changes: [records.volumes.put(row.id, grown)], result: accept(grown) }
  })
  if (!outcome.ok) return outcome
  // The row holds the size that is wanted; attaching completes what a crash interrupts here.
  const resized = await attachments.resize(outcome.value)
  if (!resized.done) {
    const { reason, message } = resized
    core.ports.log.warn('a volume grows when it is attached next', { reason, message })
  }
  return done()
}
