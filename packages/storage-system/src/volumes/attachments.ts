import { fromBase64, wipe } from '@keyturn/bytes'
import {
  type DataPlane,
  type DataPlaneEvent,
  VOLUME_KEY_LENGTH,
  type VolumeOutcome,
} from '@keyturn/platform/ports'
import type { Core } from '../core.ts'
import type { Connections } from '../nbd/connections.ts'
import type { VolumeRow } from '../records/index.ts'
import type { Backends } from './backends.ts'
import { FileMarks } from './file-marks.ts'

/** Why a volume cannot be used now; each stands until an attach succeeds. */
type Trouble = 'failed' | 'damaged'

/**
 * Which volumes the data plane serves. A volume is attached when its first client comes, so that
 * thousands of volumes cost nothing while nobody uses them.
 */
export class Attachments {
  readonly #core: Core
  readonly #backends: Backends
  readonly #connections: Connections
  readonly #dataPlane: DataPlane
  readonly #marks: FileMarks
  readonly #attached = new Map<string, Promise<VolumeOutcome>>()
  readonly #everAttached = new Set<string>()
  readonly #troubles = new Map<string, Trouble>()
  readonly #outOfSpace = new Set<string>()

  constructor(core: Core, backends: Backends, connections: Connections) {
    this.#core = core
    this.#backends = backends
    this.#connections = connections
    this.#marks = new FileMarks(core)
    this.#dataPlane = core.ports.openDataPlane((event) => this.#happened(event))
  }

  get dataPlane(): DataPlane {
    return this.#dataPlane
  }

  /** Whether it was served in this life of the program, so that its file may have changed. */
  wasAttached(uid: string): boolean {
    return this.#everAttached.has(uid)
  }

  /** A sync of it failed, or its file or key is damaged. */
  isTroubled(uid: string): boolean {
    return this.#troubles.has(uid)
  }

  /** Makes the file of a new volume, durably. */
  async create(volume: VolumeRow): Promise<VolumeOutcome> {
    const { uid, sizeBytes } = volume
    const outcome = await this.#withKey(volume, (key, path) =>
      this.#dataPlane.create({ volumeId: uid, path, sizeBytes }, key))
    if (outcome.done) this.#marks.add(volume)
    return outcome
  }

  /** Serves the volume; callers that come meanwhile wait for the same attach. */
  attach(volume: VolumeRow): Promise<VolumeOutcome> {
    const { uid } = volume
    const trouble = this.#troubles.get(uid)
    if (trouble !== undefined) {
      const message = `the volume is offline: ${trouble}`
      return Promise.resolve({ done: false, reason: 'io', message })
    }
    const standing = this.#attached.get(uid)
    if (standing !== undefined) return standing
    const attaching = this.#attach(volume)
    this.#attached.set(uid, attaching)
    this.#everAttached.add(uid)
    attaching.then(
      ({ done }) => {
        if (!done && this.#attached.get(uid) === attaching) this.#attached.delete(uid)
      },
      () => this.#attached.delete(uid),
    )
    return attaching
  }

  async detach(uid: string): Promise<void> {
    const standing = this.#attached.get(uid)
    if (standing === undefined) return
    await standing
    this.#attached.delete(uid)
    await this.#dataPlane.detach(uid)
  }

  /** Grows an attached volume; one that is not gets its size when it is attached. */
  async resize({ uid, sizeBytes }: VolumeRow): Promise<VolumeOutcome> {
    const standing = await this.#attached.get(uid)
    return standing?.done ? this.#dataPlane.resize(uid, sizeBytes) : { done: true }
  }

  /**
   * The explicit step that brings an offline volume back: forgets its trouble and attaches anew.
   */
  async repair(volume: VolumeRow): Promise<VolumeOutcome> {
    this.#troubles.delete(volume.uid)
    await this.detach(volume.uid)
    return this.attach(volume)
  }

  /** Of a volume that is removed. */
  async forget(volume: VolumeRow): Promise<void> {
    await this.detach(volume.uid)
    this.#troubles.delete(volume.uid)
    this.#outOfSpace.delete(volume.uid)
    this.#everAttached.delete(volume.uid)
    this.#connections.forget(volume.uid)
    const { events } = this.#core
    await events.settle('volumeOutOfSpace', volume.id)
    await events.settle('volumeOffline', volume.id)
    await events.settle('volumeDamaged', volume.id)
  }

  async #attach(volume: VolumeRow): Promise<VolumeOutcome> {
    const { uid, sizeBytes } = volume
    if (volume.file === 'making') {
      const made = await this.create(volume)
      if (!made.done) return made
    }
    const outcome = await this.#withKey(volume, (key, path) =>
      this.#dataPlane.attach({ volumeId: uid, path, sizeBytes }, key))
    await this.#judge(volume, outcome)
    return outcome
  }

  /**
   * A file that says something else than the volume's row is damage; the rest may pass by itself.
   */
  async #judge(volume: VolumeRow, outcome: VolumeOutcome): Promise<void> {
    const { events, ports } = this.#core
    const object = { id: volume.id, name: volume.name }
    if (outcome.done) {
      await events.settle('volumeOffline', volume.id)
      await events.settle('volumeDamaged', volume.id)
      return
    }
    const { reason, message } = outcome
    ports.log.error('a volume cannot be attached', { volume: volume.name, reason, message })
    if (damages.includes(reason)) {
      this.#troubles.set(volume.uid, 'damaged')
      await events.ensure('volumeDamaged', object)
    }
  }

  async #withKey(
    volume: VolumeRow,
    use: (key: Uint8Array, path: string) => Promise<VolumeOutcome>,
  ): Promise<VolumeOutcome> {
    const path = this.#backends.filePath(volume.backend, volume.uid)
    if (path === undefined || !this.#backends.isOnline(volume.backend)) {
      const message = `the back end ${volume.backend} is offline`
      return { done: false, reason: 'io', message }
    }
    const key = this.#keyOf(volume)
    if (key === undefined) {
      return { done: false, reason: 'wrongKey', message: 'the system key does not open its key' }
    }
    if (key === 'locked') return { done: false, reason: 'io', message: 'the system is locked' }
    try {
      return await use(key, path)
    } finally {
      wipe(key)
    }
  }

  #keyOf({ uid, wrappedKey, plainKey }: VolumeRow): Uint8Array | 'locked' | undefined {
    if (plainKey !== undefined) return fromBase64(plainKey)
    const { keyring } = this.#core
    if (!keyring.isOpen) return 'locked'
    const wrapped = fromBase64(wrappedKey ?? '')
    const key = wrapped && keyring.openObjectKey(uid, wrapped)
    return key?.length === VOLUME_KEY_LENGTH ? key : undefined
  }

  #happened(event: DataPlaneEvent): void {
    this.#note(event).catch((error: unknown) => this.#core.ports.abort(error))
  }

  async #note(event: DataPlaneEvent): Promise<void> {
    const { events, ports, records } = this.#core
    if (event.kind === 'connectionClosed') return this.#connections.closed(event.connectionId)
    if (event.kind === 'exited') {
      this.#connections.lost(event.volumeIds)
      ports.log.error('a data-plane process ended', { cause: event.cause })
      for (const uid of event.volumeIds) this.#attached.delete(uid)
      return
    }
    const row = this.#rowOf(event.volumeId)
    if (row === undefined) return
    const object = { id: row.id, name: row.name }
    const pool = records.pools.get(row.poolId)
    if (event.kind === 'outOfSpace') {
      this.#outOfSpace.add(row.uid)
      await events.ensure('volumeOutOfSpace', object)
      if (pool) await events.ensure('poolOutOfSpace', pool)
    } else if (event.kind === 'spaceAvailable') {
      this.#outOfSpace.delete(row.uid)
      await events.settle('volumeOutOfSpace', row.id)
      if (!this.#poolIsOut(row.poolId)) await events.settle('poolOutOfSpace', row.poolId)
    } else {
      this.#troubles.set(row.uid, 'failed')
      ports.log.error('a volume went offline', { volume: row.name, cause: event.cause })
      await events.ensure('volumeOffline', object)
    }
  }

  #poolIsOut(poolId: number): boolean {
    return [...this.#outOfSpace].some((uid) => this.#rowOf(uid)?.poolId === poolId)
  }

  #rowOf(uid: string): VolumeRow | undefined {
    for (const row of this.#core.records.volumes.values()) if (row.uid === uid) return row
    return undefined
  }
}

const damages: readonly string[] = [
  'missing', 'notAVolume', 'unknownVersion', 'otherVolume', 'wrongKey',
]
