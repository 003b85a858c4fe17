import {
  accept,
  done,
  type Done,
  type NewPool,
  type Outcome,
  type PoolChange,
  type Pools,
  type PoolView,
  refuse,
  type Refusal,
} from '@keyturn/command-set'
import type { Core } from '../core.ts'
import { byId, defaultName, find } from '../names.ts'
import type { PoolRow, VolumeRow } from '../records/index.ts'
import type { Backends } from './backends.ts'
import { poolCapacity, volumesOf } from './capacity.ts'
import { TIER } from './tier.ts'
import type { Usage } from './usage.ts'

/** Ids are 0 to 127. */
const MAX_POOLS = 128
/** Percent of the capacity at which a new pool warns. */
const DEFAULT_WARNING_PERCENT = 80

export interface PoolParts {
  readonly core: Core
  readonly backends: Backends
  readonly usage: Usage
  /** Whether a method of encryption is enabled. */
  readonly isEncryptionEnabled: () => boolean
  /** With its mappings and its file. */
  readonly removeVolume: (volume: VolumeRow) => Promise<Done>
}

export function createPools(parts: PoolParts): Pools {
  const { records } = parts.core
  return {
    list: () => Promise.all(byId(records.pools.values()).map((pool) => view(parts, pool))),
    create: (pool) => create(parts, pool),
    change: (reference, change) => records.transact<Done>(() => {
      const row = find(records.pools.values(), reference)
      if (row === undefined) return { changes: [], result: refuse('5804', reference) }
      const refusal = refuseName(records.pools.values(), row, change)
      if (refusal) return { changes: [], result: refusal }
      return { changes: [records.pools.put(row.id, { ...row, ...change })], result: done() }
    }),
    remove: (reference, force) => remove(parts, reference, force),
  }
}

async function view({ core, backends, usage }: PoolParts, pool: PoolRow): Promise<PoolView> {
  const capacity = await poolCapacity(core.records, backends, usage, pool)
  const online = pool.backends.filter((name) => backends.isOnline(name)).length
  const all = pool.backends.length
  return {
    id: pool.id,
    name: pool.name,
    status: online === all ? 'online' : online === 0 ? 'offline' : 'degraded',
    mdiskCount: all,
    extentBytes: pool.extentBytes,
    realBytes: capacity.usedBytes,
    warningPercent: pool.warningPercent,
    easyTier: pool.easyTier,
    encrypt: pool.encrypt,
    tier: TIER,
    volumeProtectionEnabled: pool.volumeProtectionEnabled,
    ...capacity,
  }
}

async function create(
  { core, backends, isEncryptionEnabled }: PoolParts,
  pool: NewPool,
): Promise<Outcome<{ readonly id: number }>> {
  const { records, keyring } = core
  return records.transact<Outcome<{ readonly id: number }>>(() => {
    const chosen = pool.mdisks.length > 0 ? named(backends, pool.mdisks) : free(core, backends)
    if ('ok' in chosen) return { changes: [], result: chosen }
    const encrypt = pool.encrypt ?? isEncryptionEnabled()
    const refusal = encrypt ? refuseEncryption(isEncryptionEnabled(), keyring.isOpen) : undefined
    if (refusal) return { changes: [], result: refusal }
    if (pool.name !== undefined && find(records.pools.values(), pool.name)) {
      return { changes: [], result: refuse('6035', pool.name) }
    }
    const id = records.pools.lowestFree(MAX_POOLS)
    if (id === undefined) return { changes: [], result: refuse('6034') }
    const row: PoolRow = {
      id,
      name: pool.name ?? defaultName('mdiskgrp', records.pools.values()),
      backends: chosen,
      extentBytes: pool.extentBytes,
      encrypt,
      easyTier: pool.easyTier ?? 'auto',
      warningPercent: pool.warningPercent ?? DEFAULT_WARNING_PERCENT,
      volumeProtectionEnabled: pool.volumeProtectionEnabled ?? true,
    }
    return { changes: [records.pools.put(id, row)], result: accept({ id }) }
  })
}

function refuseEncryption(enabled: boolean, open: boolean): Refusal | undefined {
  if (!enabled) return refuse('8532')
  return open ? undefined : refuse('8535')
}

function named(backends: Backends, references: readonly string[]): readonly string[] | Refusal {
  const names: string[] = []
  for (const reference of references) {
    const backend = backends.find(reference)
    if (backend === undefined) return refuse('5815', reference)
    names.push(backend.name)
  }
  return [...new Set(names)]
}

/** A back end that no pool has; else the first one, which a folder can well share among pools. */
function free({ records }: Core, backends: Backends): readonly string[] | Refusal {
  const used = new Set([...records.pools.values()].flatMap((pool) => pool.backends))
  const usable = backends.all.filter(({ name }) => backends.isOnline(name))
  const choice = usable.find(({ name }) => !used.has(name)) ?? usable[0]
  return choice === undefined ? refuse('5815', '') : [choice.name]
}

function refuseName(
  pools: Iterable<PoolRow>,
  row: PoolRow,
  { name }: PoolChange,
): Refusal | undefined {
  if (name === undefined) return undefined
  const other = find(pools, name)
  return other === undefined || other.id === row.id ? undefined : refuse('5758', name)
}

async function remove(
  { core, removeVolume }: PoolParts,
  reference: string,
  force: boolean,
): Promise<Done> {
  const { records } = core
  const pool = find(records.pools.values(), reference)
  if (pool === undefined) return refuse('5804', reference)
  for (const volume of force ? volumesOf(records, pool.id) : []) {
    const outcome = await removeVolume(volume)
    if (!outcome.ok) return outcome
  }
  return records.transact<Done>(() => {
    if (!records.pools.has(pool.id)) return { changes: [], result: refuse('5804', reference) }
    if (volumesOf(records, pool.id).length > 0) return { changes: [], result: refuse('5818') }
    return { changes: [records.pools.remove(pool.id)], result: done() }
  })
}
