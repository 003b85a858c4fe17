import { decodeUtf8, encodeUtf8 } from '@keyturn/bytes'
import type { Core } from '../core.ts'
import { theNode } from '../node.ts'

/** Lies in every folder that volumes live in, and tells an unmounted disk from an empty one. */
const MARKER_NAME = '.keyturn-backend'
const MAX_MARKER_BYTES = 1024
const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

export interface Backend {
  readonly id: number
  readonly name: string
  readonly folder: string
}

export interface Space {
  readonly totalBytes: number
  readonly freeBytes: number
}

/**
 * The `[[backend]]` entries of the configuration: an MDisk each, a folder with a file per volume.
 */
export class Backends {
  readonly all: readonly Backend[]
  readonly #core: Core
  readonly #offline = new Set<string>()

  constructor(core: Core) {
    this.#core = core
    this.all = core.configuration.backend.map(({ name, folder }, id) => ({ id, name, folder }))
  }

  get(name: string): Backend | undefined {
    return this.all.find((backend) => backend.name === name)
  }

  /** By name, or by number as the MDisk. */
  find(reference: string): Backend | undefined {
    return this.get(reference) ?? this.all.find(({ id }) => String(id) === reference)
  }

  isOnline(name: string): boolean {
    return this.get(name) !== undefined && !this.#offline.has(name)
  }

  /**
   * Where the file of a volume lies. Undefined when its back end is in the configuration no more.
   */
  filePath(backend: string, uid: string): string | undefined {
    const folder = this.get(backend)?.folder
    return folder === undefined ? undefined : `${folder}/${uid}.volume`
  }

  /** Zero where the folder cannot be asked. */
  async space(name: string): Promise<Space> {
    const nothing = { totalBytes: 0, freeBytes: 0 }
    const backend = this.get(name)
    if (backend === undefined) return nothing
    return this.#core.ports.files.space(backend.folder).catch(() => nothing)
  }

  /** Looks whether each folder is the one that it was; events follow. */
  async check(): Promise<void> {
    for (const backend of this.all) {
      const fault = await this.#fault(backend).catch((error: unknown) => String(error))
      if (fault === undefined) {
        this.#offline.delete(backend.name)
        await this.#core.events.settle('mdiskOffline', backend.id)
      } else {
        this.#offline.add(backend.name)
        this.#core.ports.log.error('a back end cannot be used', { backend: backend.name, fault })
        await this.#core.events.ensure('mdiskOffline', backend)
      }
    }
  }

  async #fault(backend: Backend): Promise<string | undefined> {
    const { files } = this.#core.ports
    const { id } = this.#core.records.system.require()
    const path = `${backend.folder}/${MARKER_NAME}`
    const expected = `keyturn backend of system ${id}, node ${theNode.id}\n`
    const marker = await files.read(path, MAX_MARKER_BYTES)
    if (marker !== undefined) {
      return decodeUtf8(marker) === expected
        ? undefined
        : `${path} says that the folder belongs to another system: use a folder of its own`
    }
    if (this.#isUsed(backend.name)) {
      return `${path} is missing: mount the disk that holds the volumes of ${backend.name}`
    }
    await files.makeFolder(backend.folder, FOLDER_MODE)
    await files.create(path, encodeUtf8(expected), FILE_MODE)
    return undefined
  }

  #isUsed(name: string): boolean {
    const { pools } = this.#core.records
    for (const pool of pools.values()) if (pool.backends.includes(name)) return true
    return false
  }
}
