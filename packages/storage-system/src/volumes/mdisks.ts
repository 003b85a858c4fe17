import type { MDisks, MDiskView } from '@keyturn/command-set'
import type { Core } from '../core.ts'
import { byId } from '../names.ts'
import type { Backend, Backends } from './backends.ts'
import { TIER } from './tier.ts'

const CONTROLLER_NAME = 'controller0'

export function createMDisks(core: Core, backends: Backends): MDisks {
  return {
    list: () => Promise.all(backends.all.map((backend) => view(core, backends, backend))),
  }
}

async function view(core: Core, backends: Backends, backend: Backend): Promise<MDiskView> {
  const { totalBytes, freeBytes } = await backends.space(backend.name)
  const pool = byId(core.records.pools.values()).find((row) => row.backends.includes(backend.name))
  return {
    id: backend.id,
    name: backend.name,
    status: backends.isOnline(backend.name) ? 'online' : 'offline',
    mode: pool === undefined ? 'unmanaged' : 'managed',
    pool: pool && { id: pool.id, name: pool.name },
    capacityBytes: totalBytes,
    freeBytes,
    controllerName: CONTROLLER_NAME,
    uid: undefined,
    tier: TIER,
    encrypt: false,
  }
}
