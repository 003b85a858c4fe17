import { toBase64, toHex, wipe } from '@keyturn/bytes'
import {
  accept,
  type MessageNumber,
  type NewVolume,
  type Outcome,
  refuse,
} from '@keyturn/command-set'
import { VOLUME_KEY_LENGTH, type VolumeRefusalReason } from '@keyturn/platform/ports'
import type { Core } from '../core.ts'
import { defaultName, find } from '../names.ts'
import type { Draft, PoolRow, VolumeRow } from '../records/index.ts'
import type { Space } from './backends.ts'
import { reservedBytes, volumesOf } from './capacity.ts'
import { MAX_VOLUME_BYTES, type VolumeParts } from './parts.ts'
import { doom, removeVolume } from './remove.ts'

/** Ids are 0 to 8191. */
const MAX_VOLUMES = 8192
/** The registered part of the NAA 6 identifier. */
const UID_PREFIX = '6005076'
/** Hexadecimal digits of a UID. */
const UID_DIGITS = 32
const UID_SYSTEM_DIGITS = 9

type Made = Outcome<{ readonly id: number }>

/**
 * The row with the wrapped key is durable before there is a file, and says so until there is one: a
 * crash in between leaves a volume whose file is made when it is first attached.
 */
export async function createVolume(parts: VolumeParts, wanted: NewVolume): Promise<Made> {
  const { core, backends, attachments } = parts
  const { records } = core
  const before = find(records.pools.values(), wanted.pool)
  if (before === undefined) return refuse('5804', wanted.pool)
  if (wanted.capacityBytes > MAX_VOLUME_BYTES) return refuse('7018', `${wanted.capacityBytes}`)
  const spaces = new Map<string, Space>()
  for (const name of before.backends) {
    if (backends.isOnline(name)) spaces.set(name, await backends.space(name))
  }
  const outcome = await records.transact(() => draft(core, before.id, wanted, spaces))
  if (!outcome.ok) return outcome
  const row = outcome.value
  const made = await attachments.create(row)
  if (!made.done) {
    await removeVolume(parts, row, true)
    core.ports.log.error('the file of a volume could not be made', {
      volume: row.name, reason: made.reason, message: made.message,
    })
    return refuse(numberOf(made.reason))
  }
  // Somebody removed the volume, and what file there was, while its file was being made.
  if (records.volumes.get(row.id)?.uid !== row.uid) await doom(core, backends, row)
  return accept({ id: row.id })
}

function draft(
  core: Core,
  poolId: number,
  wanted: NewVolume,
  spaces: ReadonlyMap<string, Space>,
): Draft<Outcome<VolumeRow>> {
  const { records, keyring } = core
  const refused = (code: MessageNumber, ...values: string[]): Draft<Outcome<VolumeRow>> =>
    ({ changes: [], result: refuse(code, ...values) })
  const pool = records.pools.get(poolId)
  if (pool === undefined) return refused('5804', wanted.pool)
  if (pool.encrypt && !keyring.isOpen) return refused('8535')
  const { name } = wanted
  if (name !== undefined && find(records.volumes.values(), name)) return refused('6035', name)
  const id = records.volumes.lowestFree(MAX_VOLUMES)
  if (id === undefined) return refused('6034')
  const backend = place(core, pool, wanted, spaces)
  if (backend === undefined) return refused('8710')
  const uid = newUid(core)
  const row: VolumeRow = {
    id,
    name: name ?? defaultName(wanted.defaultName, records.volumes.values()),
    poolId,
    backend,
    sizeBytes: wanted.capacityBytes,
    uid,
    createdAt: core.ports.clock.now(),
    ...newKey(core, pool, uid),
    file: 'making',
    thin: wanted.thin,
    autoexpand: wanted.autoexpand,
    warningPercent: wanted.warningPercent,
    ...(wanted.grainKib === undefined ? {} : { grainKib: wanted.grainKib }),
    cache: wanted.cache,
    ...(wanted.udid === undefined ? {} : { udid: wanted.udid }),
  }
  return { changes: [records.volumes.put(id, row)], result: accept(row) }
}

/**
 * The back end with the most space; for a fully allocated volume, one that can set all of it aside.
 */
function place(
  { records }: Core,
  pool: PoolRow,
  { thin, capacityBytes }: NewVolume,
  spaces: ReadonlyMap<string, Space>,
): string | undefined {
  const volumes = volumesOf(records, pool.id)
  const rooms = [...spaces].map(([name, { totalBytes, freeBytes }]) => {
    const here = volumes.filter(({ backend }) => backend === name)
    return { name, freeBytes, room: totalBytes - reservedBytes(here) }
  })
  const fitting = rooms.filter(({ room }) => thin || room >= capacityBytes)
  return fitting.sort((a, b) => b.freeBytes - a.freeBytes)[0]?.name
}

function newUid({ records, ports }: Core): string {
  const system = records.system.require().id.slice(-UID_SYSTEM_DIGITS)
  const fixed = UID_PREFIX + system
  return fixed + toHex(ports.random.bytes((UID_DIGITS - fixed.length) / 2)).toUpperCase()
}

function newKey(
  { ports, keyring }: Core,
  pool: PoolRow,
  uid: string,
): Pick<VolumeRow, 'wrappedKey'> | Pick<VolumeRow, 'plainKey'> {
  const key = ports.random.bytes(VOLUME_KEY_LENGTH)
  try {
    return pool.encrypt
      ? { wrappedKey: toBase64(keyring.wrapObjectKey(uid, key)) }
      : { plainKey: toBase64(key) }
  } finally {
    wipe(key)
  }
}

function numberOf(reason: VolumeRefusalReason): MessageNumber {
  return reason === 'noSpace' ? '8710' : '5786'
}
