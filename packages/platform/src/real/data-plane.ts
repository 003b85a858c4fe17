import type {
  DataPlane,
  DataPlaneEvent,
  DataPlaneStatistics,
  HandOver,
  TransferableConnection,
  VolumeFile,
  VolumeOutcome,
  VolumeStatistics,
} from '../ports/index.ts'
import { DataPlaneProcess, type Answer } from './data-plane-process.ts'

export interface DataPlaneOptions {
  /** The data-plane program's main file. */
  readonly mainFile: string
  /** Upper limit of processes, mostly the number of cores. Each starts when a volume needs it. */
  readonly processes: number
  readonly onEvent: (event: DataPlaneEvent) => void
}

interface Home {
  readonly process: DataPlaneProcess
  readonly volumeIds: Set<string>
}

const notAttached: VolumeOutcome = {
  done: false,
  reason: 'notAttached',
  message: 'the volume is not attached',
}

/** Spreads volumes over data-plane processes and speaks with these. */
export function startDataPlane(options: DataPlaneOptions): DataPlane {
  return new RealDataPlane(options)
}

class RealDataPlane implements DataPlane {
  readonly #options: DataPlaneOptions
  readonly #homes = new Set<Home>()
  readonly #homeOf = new Map<string, Home>()

  constructor(options: DataPlaneOptions) {
    this.#options = options
  }

  async create(volume: VolumeFile, key: Uint8Array): Promise<VolumeOutcome> {
    const answer = await this.#any().process.request({ kind: 'create', volume, keyTicket: 0 }, key)
    return outcomeOf(answer)
  }

  async attach(volume: VolumeFile, key: Uint8Array): Promise<VolumeOutcome> {
    const { volumeId } = volume
    if (this.#homeOf.has(volumeId)) {
      return { done: false, reason: 'attached', message: `volume ${volumeId} is attached already` }
    }
    const home = this.#leastLoaded()
    home.volumeIds.add(volumeId)
    this.#homeOf.set(volumeId, home)
    const answer = await home.process.request({ kind: 'attach', volume, keyTicket: 0 }, key)
    const outcome = outcomeOf(answer)
    if (!outcome.done) this.#forget(volumeId)
    return outcome
  }

  async detach(volumeId: string): Promise<VolumeOutcome> {
    const home = this.#homeOf.get(volumeId)
    if (!home) return notAttached
    const outcome = outcomeOf(await home.process.request({ kind: 'detach', volumeId }))
    this.#forget(volumeId)
    return outcome
  }

  async resize(volumeId: string, sizeBytes: number): Promise<VolumeOutcome> {
    const home = this.#homeOf.get(volumeId)
    if (!home) return notAttached
    return outcomeOf(await home.process.request({ kind: 'resize', volumeId, sizeBytes }))
  }

  handOver(handOver: HandOver, client: TransferableConnection): void {
    // Without a home any process can tell the client that the volume is not there.
    const home = this.#homeOf.get(handOver.volumeId) ?? this.#any()
    home.process.handOver(handOver, client)
  }

  disconnect(volumeId: string, connectionIds: readonly string[]): void {
    this.#homeOf.get(volumeId)?.process.tell({ kind: 'disconnect', volumeId, connectionIds })
  }

  async statistics(): Promise<DataPlaneStatistics> {
    const homes = [...this.#homes]
    const answers = await Promise.all(
      homes.map((home) => home.process.request({ kind: 'statistics' })),
    )
    const volumes: VolumeStatistics[] = []
    for (const answer of answers) if (answer?.kind === 'statistics') volumes.push(...answer.volumes)
    const processes = homes.map(({ process, volumeIds }) => ({
      pid: process.pid,
      volumes: volumeIds.size,
    }))
    return { processes, volumes }
  }

  /**
   * The processes end: what they held in memory, down to the key schedules inside OpenSSL, goes
   * back to the kernel, which hands out no page before it is cleared.
   */
  async lock(): Promise<void> {
    const homes = [...this.#homes]
    this.#homes.clear()
    this.#homeOf.clear()
    await Promise.all(
      homes.map(async ({ process, volumeIds }) => {
        volumeIds.clear()
        await process.request({ kind: 'lock' })
        await process.end()
      }),
    )
  }

  close(): Promise<void> {
    return this.lock()
  }

  /**
   * A new process as long as every one has a volume and there may be more, else the one with the
   * fewest.
   */
  #leastLoaded(): Home {
    let least: Home | undefined
    for (const home of this.#homes) {
      if (!least || home.volumeIds.size < least.volumeIds.size) least = home
    }
    const full = this.#homes.size >= this.#options.processes
    return least && (least.volumeIds.size === 0 || full) ? least : this.#start()
  }

  /** For what no volume's home has to do. */
  #any(): Home {
    for (const home of this.#homes) return home
    return this.#start()
  }

  #start(): Home {
    const { mainFile, onEvent } = this.#options
    const home: Home = { process: new DataPlaneProcess(mainFile, onEvent), volumeIds: new Set() }
    this.#homes.add(home)
    void home.process.exited.then((cause) => {
      if (!this.#homes.delete(home)) return
      const volumeIds = [...home.volumeIds]
      for (const volumeId of volumeIds) this.#homeOf.delete(volumeId)
      onEvent({ kind: 'exited', volumeIds, cause })
    })
    return home
  }

  #forget(volumeId: string): void {
    this.#homeOf.get(volumeId)?.volumeIds.delete(volumeId)
    this.#homeOf.delete(volumeId)
  }
}

function outcomeOf(answer: Answer | undefined): VolumeOutcome {
  if (answer?.kind === 'answer') return answer.outcome
  return { done: false, reason: 'io', message: 'the data-plane process ended before it answered' }
}
