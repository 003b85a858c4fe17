import { createKeyServer, type KeyServerConfiguration } from '@keyturn/key-server'
import {
  Life,
  openSimulatedStore,
  simulatedCertificates,
  simulatedCryptography,
  type SimulatedDataPlane,
  SimulatedDisk,
  SimulatedFileSystem,
  simulatedHttpServer,
  SimulatedInternet,
  simulatedLog,
  simulatedMetrics,
  simulatedPasswords,
  simulatedRandom,
  simulatedSshServer,
  SimulatedTime,
  simulatedTransferableNetwork,
  SimulatedVolumeFiles,
  type DurableWriteFate,
} from '@keyturn/platform/simulated'
import {
  createStorageSystem,
  type Running,
  type StorageConfiguration,
} from '@keyturn/storage-system'

/** How long a program may take to start or to answer, in simulated time. */
export const PATIENCE_MS = 300_000

/** What all machines of one fleet share. */
export class World {
  readonly time = new SimulatedTime()
  readonly internet = new SimulatedInternet()
  readonly random: ReturnType<typeof simulatedRandom>
  readonly certificates = simulatedCertificates(() => this.time.nowMs)
  /** Every log line of every program: searched for secrets. */
  readonly logLines: string[] = []

  constructor(seed: number) {
    this.random = simulatedRandom(seed)
  }

  ports(host: string, life: Life, fileSystem: SimulatedFileSystem) {
    return {
      clock: this.time.clock(life),
      random: this.random,
      cryptography: simulatedCryptography,
      certificates: this.certificates,
      passwords: simulatedPasswords,
      files: fileSystem.files(life),
      log: simulatedLog(this.logLines, { host }),
      metrics: simulatedMetrics,
      network: this.internet.network(host, life),
    }
  }
}

/** What of a machine survives a power cut, as of one instant. */
export interface MachineImage {
  readonly disk: SimulatedDisk
  readonly fileSystem: SimulatedFileSystem
}

/** A machine that a program runs on: its disk and files survive, its program does not. */
abstract class Machine {
  readonly host: string
  readonly world: World
  fileSystem = new SimulatedFileSystem()
  disk = new SimulatedDisk()
  life = new Life()
  /** What happens at the next durable write of this machine. */
  fate: () => DurableWriteFate = () => 'go'

  constructor(world: World, host: string) {
    this.world = world
    this.host = host
    this.life.kill()
  }

  async writeFile(path: string, text: string): Promise<void> {
    await this.fileSystem.files(new Life()).write(path, new TextEncoder().encode(text), 0o600)
  }

  image(): MachineImage {
    return { disk: this.disk.copy(), fileSystem: this.fileSystem.copy() }
  }

  /** Cuts the power, and puts the machine back to an image. */
  restore(image: MachineImage): void {
    this.life.kill()
    this.disk = image.disk.copy()
    this.fileSystem = image.fileSystem.copy()
  }

  /** Starts the program if it is not running. */
  async boot(): Promise<void> {
    if (this.life.alive) return
    this.life = new Life()
    await this.world.time.until(
      Promise.race([this.start(this.life), ended(this.life)]),
      PATIENCE_MS,
    )
  }

  protected openStore(life: Life) {
    return openSimulatedStore(this.disk, life, () => this.fate())
  }

  protected abstract start(life: Life): Promise<void>
}

/** Resolves at the end of a life. */
export const ended = (life: Life): Promise<void> => new Promise((resolve) => life.onDeath(resolve))

export class KeyServerMachine extends Machine {
  configuration: KeyServerConfiguration

  constructor(world: World, host: string, configuration: KeyServerConfiguration) {
    super(world, host)
    this.configuration = configuration
  }

  protected async start(life: Life): Promise<void> {
    const server = createKeyServer(
      {
        ...this.world.ports(this.host, life, this.fileSystem),
        httpServer: simulatedHttpServer(),
        openRecordStore: async () => this.openStore(life),
      },
      this.configuration,
    )
    void server.failed.then(() => life.kill())
    await server.start()
  }

  /** The keys of one name prefix, as the server's disk has them. */
  keys(): readonly StoredKey[] {
    return this.disk
      .rows()
      .filter((row) => row.key.startsWith('object/'))
      .map((row) => JSON.parse(new TextDecoder().decode(row.value)) as StoredKey)
  }
}

export interface StoredKey {
  readonly uniqueIdentifier: string
  readonly state: string
}

export class StorageMachine extends Machine {
  readonly configuration: StorageConfiguration
  readonly volumeFiles = new SimulatedVolumeFiles()
  aborted: unknown
  #running: Running | undefined
  #dataPlane: SimulatedDataPlane | undefined
  #happen: (event: {
    readonly kind: 'failed'
    readonly volumeId: string
    readonly cause: string
  }) => void = () => {}

  constructor(world: World, configuration: StorageConfiguration) {
    super(world, 'storage')
    this.configuration = configuration
  }

  get running(): Running {
    if (!this.#running || !this.life.alive) throw new Error('the storage system is not running')
    return this.#running
  }

  get dataPlane(): SimulatedDataPlane {
    if (!this.#dataPlane) throw new Error('the storage system was never started')
    return this.#dataPlane
  }

  /** Lets the data plane report that a volume failed: it is attached anew, with the key of now. */
  fail(volumeId: string): void {
    this.#happen({ kind: 'failed', volumeId, cause: 'simulated' })
  }

  protected async start(life: Life): Promise<void> {
    const program = createStorageSystem(
      {
        ...this.world.ports(this.host, life, this.fileSystem),
        transferable: simulatedTransferableNetwork,
        http: simulatedHttpServer(),
        ssh: simulatedSshServer,
        openStore: async () => this.openStore(life),
        openDataPlane: (onEvent) => {
          this.#happen = onEvent
          return (this.#dataPlane = this.volumeFiles.dataPlane(life))
        },
        abort: (cause) => {
          this.aborted = cause
          life.kill()
        },
      },
      this.configuration,
    )
    this.#running = await program.start()
  }
}
