import { accept, done, refuse } from './system/outcome.ts'
import { findByReference } from './system/reference.ts'
import type {
  Hosts, HostView, MappingView, MDisks, Pools, PoolView, Volumes, VolumeView,
} from './system/index.ts'

type Mutable<T> = { -readonly [name in keyof T]: T[name] }

const gib = 2 ** 30

const lowestFree = (objects: readonly { id: number }[]): number => {
  let id = 0
  while (objects.some((object) => object.id === id)) id++
  return id
}

/** Pools, volumes and hosts in memory: one MDisk of 100 GiB, every pool as large as it. */
export class FakeStorage {
  poolList: Mutable<PoolView>[] = []
  volumeList: Mutable<VolumeView>[] = []
  hostList: Mutable<HostView>[] = [{
    id: 0, name: 'local', status: 'online', type: 'generic', protocol: 'scsi', ports: [],
  }]
  mappingList: MappingView[] = []
  private readonly encryptionEnabled: () => boolean

  constructor(encryptionEnabled: () => boolean) {
    this.encryptionEnabled = encryptionEnabled
  }

  readonly mdisks: MDisks = {
    list: async () => [{
      id: 0,
      name: 'mdisk0',
      status: 'online',
      mode: 'managed',
      pool: this.poolList[0],
      capacityBytes: 100 * gib,
      freeBytes: 100 * gib,
      controllerName: 'backend0',
      uid: undefined,
      tier: 'tier0_flash',
      encrypt: false,
    }],
  }

  private volumesOf({ id }: PoolView): VolumeView[] {
    return this.volumeList.filter(({ pool }) => pool.id === id)
  }

  private measured(pool: PoolView): PoolView {
    const volumes = this.volumesOf(pool)
    const bytes = volumes.reduce((total, { capacityBytes }) => total + capacityBytes, 0)
    return {
      ...pool,
      volumeCount: volumes.length,
      virtualBytes: bytes,
      usedBytes: bytes,
      realBytes: bytes,
      freeBytes: pool.capacityBytes - bytes,
    }
  }

  readonly pools: Pools = {
    list: async () => this.poolList.map((pool) => this.measured(pool)),
    create: async (pool) => {
      if (pool.encrypt && !this.encryptionEnabled()) return refuse('8532')
      if (pool.name !== undefined && findByReference(this.poolList, pool.name)) {
        return refuse('6035', pool.name)
      }
      const id = lowestFree(this.poolList)
      this.poolList.push({
        id,
        name: pool.name ?? `mdiskgrp${id}`,
        status: 'online',
        mdiskCount: 1,
        volumeCount: 0,
        capacityBytes: 100 * gib,
        extentBytes: pool.extentBytes,
        freeBytes: 100 * gib,
        virtualBytes: 0,
        usedBytes: 0,
        realBytes: 0,
        warningPercent: pool.warningPercent ?? 0,
        easyTier: pool.easyTier ?? 'auto',
        encrypt: pool.encrypt ?? this.encryptionEnabled(),
        tier: 'tier0_flash',
        volumeProtectionEnabled: pool.volumeProtectionEnabled ?? false,
      })
      return accept({ id })
    },
    change: async (reference, change) => {
      const pool = findByReference(this.poolList, reference)
      if (!pool) return refuse('5804', reference)
      Object.assign(pool, change)
      return done()
    },
    remove: async (reference, force) => {
      const pool = findByReference(this.poolList, reference)
      if (!pool) return refuse('5804', reference)
      if (this.volumesOf(pool).length > 0 && !force) return refuse('5818')
      this.volumeList = this.volumeList.filter(({ pool: { id } }) => id !== pool.id)
      this.poolList = this.poolList.filter((one) => one !== pool)
      return done()
    },
  }

  readonly volumes: Volumes = {
    list: async () => this.volumeList.map((volume) => ({
      ...volume, mapped: this.mappingList.some((one) => one.volume.id === volume.id),
    })),
    create: async (volume) => {
      const pool = findByReference(this.poolList, volume.pool)
      if (!pool) return refuse('5804', volume.pool)
      const id = lowestFree(this.volumeList)
      const name = volume.name ?? `${volume.defaultName}${id}`
      if (findByReference(this.volumeList, name)) return refuse('6035', name)
      if (volume.capacityBytes > this.measured(pool).freeBytes) return refuse('8710')
      this.volumeList.push({
        ...volume,
        id,
        name,
        status: 'online',
        pool,
        uid: `60050764${id.toString(16).toUpperCase().padStart(24, '0')}`,
        encrypt: pool.encrypt,
        usedBytes: 0,
        realBytes: 0,
        tier: 'tier0_flash',
        mapped: false,
        formatting: false,
        lastAccessTime: undefined,
      })
      this.volumeList.sort((a, b) => a.id - b.id)
      return accept({ id })
    },
    change: async (reference, change) => {
      const volume = findByReference(this.volumeList, reference)
      if (!volume) return refuse('5753', reference)
      Object.assign(volume, change)
      return done()
    },
    expand: async (reference, bytes) => {
      const volume = findByReference(this.volumeList, reference)
      if (!volume) return refuse('5753', reference)
      volume.capacityBytes += bytes
      return done()
    },
    shrink: async (reference, bytes) => {
      const volume = findByReference(this.volumeList, reference)
      if (!volume) return refuse('5753', reference)
      if (bytes >= volume.capacityBytes) return refuse('5702', String(bytes))
      volume.capacityBytes -= bytes
      return done()
    },
    remove: async (reference, { force, removeHostMappings }) => {
      const volume = findByReference(this.volumeList, reference)
      if (!volume) return refuse('5753', reference)
      const mapped = this.mappingList.some((one) => one.volume.id === volume.id)
      if (mapped && !force && !removeHostMappings) return refuse('5840')
      this.mappingList = this.mappingList.filter((one) => one.volume.id !== volume.id)
      this.volumeList = this.volumeList.filter((one) => one !== volume)
      return done()
    },
  }

  readonly hosts: Hosts = {
    list: async () => this.hostList,
    mappings: async () => this.mappingList,
    create: async ({ name, ports, type, protocol }) => {
      const taken = this.hostList.flatMap((host) => host.ports).find((port) =>
        ports.some((wanted) => wanted.name === port.name))
      if (taken) return refuse('6578', taken.name)
      const id = lowestFree(this.hostList)
      if (name !== undefined && findByReference(this.hostList, name)) return refuse('6035', name)
      this.hostList.push({
        id,
        name: name ?? `host${id}`,
        status: 'offline',
        type: type ?? 'generic',
        protocol: protocol ?? 'scsi',
        ports: ports.map((port) => ({ ...port, loggedInCount: 0, state: 'offline' })),
      })
      return accept({ id })
    },
    change: async (reference, change) => {
      const host = findByReference(this.hostList, reference)
      if (!host) return refuse('5753', reference)
      Object.assign(host, change)
      return done()
    },
    remove: async (reference, force) => {
      const host = findByReference(this.hostList, reference)
      if (!host || host.name === 'local') return refuse('5753', reference)
      if (!force && this.mappingList.some((one) => one.host.id === host.id)) return refuse('5871')
      this.hostList = this.hostList.filter((one) => one !== host)
      return done()
    },
    addPorts: async () => done(),
    removePorts: async () => done(),
    map: async ({ host: hostReference, volume: volumeReference, scsiId, force }) => {
      const volume = findByReference(this.volumeList, volumeReference)
      if (!volume) return refuse('5753', volumeReference)
      const host = findByReference(this.hostList, hostReference)
      if (!host) return refuse('5804', hostReference)
      const own = this.mappingList.filter((one) => one.host.id === host.id)
      const others = this.mappingList.filter((one) => one.volume.id === volume.id)
      if (own.some((one) => one.volume.id === volume.id)) return refuse('5878')
      if (others.length > 0 && !force) return refuse('6071')
      if (own.some((one) => one.scsiId === scsiId)) return refuse('5879')
      const id = scsiId ?? lowestFree(own.map((one) => ({ id: one.scsiId })))
      this.mappingList.push({ host, volume, scsiId: id, protocol: 'scsi' })
      return accept({ scsiId: id })
    },
    unmap: async (hostReference, volumeReference) => {
      const mapping = this.mappingList.find(({ host, volume }) =>
        findByReference([host], hostReference) && findByReference([volume], volumeReference))
      if (!mapping) return refuse('5842', volumeReference)
      this.mappingList = this.mappingList.filter((one) => one !== mapping)
      return done()
    },
  }
}
