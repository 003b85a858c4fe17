import type { DataPlane, TransferableNetwork, VolumeFile, VolumeOutcome } from '../ports/index.ts'
import type { SshServer } from '../ports/index.ts'
import { type Life, never } from './life.ts'

/** The volume files on a simulated disk: which key each was made with is all that matters here. */
export class SimulatedVolumeFiles {
  readonly #files = new Map<
    string,
    { readonly volumeId: string; readonly key: Uint8Array; sizeBytes: number }
  >()
  /** Attempts to open a file with a key that is not its own: there must never be one. */
  wrongKeys = 0

  /** The data plane of one process: what it attached goes with its life. */
  dataPlane(life: Life): SimulatedDataPlane {
    return new SimulatedDataPlane(this, life)
  }

  make(volume: VolumeFile, key: Uint8Array): VolumeOutcome {
    const file = this.#files.get(volume.path)
    if (file) return this.open(volume, key)
    this.#files.set(volume.path, {
      volumeId: volume.volumeId,
      key: key.slice(),
      sizeBytes: volume.sizeBytes,
    })
    return { done: true }
  }

  open(volume: VolumeFile, key: Uint8Array): VolumeOutcome {
    const file = this.#files.get(volume.path)
    if (!file) return refusal('missing')
    if (file.volumeId !== volume.volumeId) return refusal('otherVolume')
    if (!file.key.every((byte, index) => byte === key[index])) {
      this.wrongKeys += 1
      return refusal('wrongKey')
    }
    file.sizeBytes = Math.max(file.sizeBytes, volume.sizeBytes)
    return { done: true }
  }
}

export class SimulatedDataPlane implements DataPlane {
  readonly #files: SimulatedVolumeFiles
  readonly #life: Life
  readonly #attached = new Set<string>()

  constructor(files: SimulatedVolumeFiles, life: Life) {
    this.#files = files
    this.#life = life
  }

  /** Identifiers of the volumes that are served now. */
  get attached(): ReadonlySet<string> {
    return this.#attached
  }

  async create(volume: VolumeFile, key: Uint8Array): Promise<VolumeOutcome> {
    return this.#life.alive ? this.#life.answer(this.#files.make(volume, key)) : never()
  }

  async attach(volume: VolumeFile, key: Uint8Array): Promise<VolumeOutcome> {
    if (!this.#life.alive) return never()
    if (this.#attached.has(volume.volumeId)) return refusal('attached')
    const outcome = this.#files.open(volume, key)
    if (outcome.done) this.#attached.add(volume.volumeId)
    return this.#life.answer(outcome)
  }

  async detach(volumeId: string): Promise<VolumeOutcome> {
    return this.#attached.delete(volumeId) ? { done: true } : refusal('notAttached')
  }

  async resize(volumeId: string): Promise<VolumeOutcome> {
    return this.#attached.has(volumeId) ? { done: true } : refusal('notAttached')
  }

  handOver(): void {
    throw new Error('nobody connects over NBD in a simulation')
  }

  disconnect(): void {}

  async statistics() {
    return { processes: [], volumes: [] }
  }

  async lock(): Promise<void> {
    this.#attached.clear()
  }

  async close(): Promise<void> {
    this.#attached.clear()
  }
}

const refusal = (reason: Extract<VolumeOutcome, { done: false }>['reason']): VolumeOutcome => ({
  done: false,
  reason,
  message: `simulated: ${reason}`,
})

/** Listens for clients that never come. */
export const simulatedTransferableNetwork: TransferableNetwork = {
  listenTcp: async (options) => ({ host: options.host, port: options.port, close: async () => {} }),
  listenUnix: async () => ({ close: async () => {} }),
}

/** An SSH server without visitors: commands are given through the program's own interface. */
export const simulatedSshServer: SshServer = {
  listen: async (options) => ({ port: options.port, close: async () => {} }),
}
