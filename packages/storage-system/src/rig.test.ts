// A storage system on simulated ports, with shorthands for commands.
import assert from 'node:assert/strict'
import type { Outcome } from '@keyturn/command-set'
import type { KeyServerRole } from '@keyturn/kmip'
import type { DataPlaneEvent, HandOver, Random, TlsIdentity } from '@keyturn/platform/ports'
import {
  type DurableWriteOracle,
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
  SimulatedVolumeFiles,
} from '@keyturn/platform/simulated'
import { FakeKeyServer } from './fake-key-server.test.ts'
import { NbdClients } from './nbd-clients.test.ts'
import { createStorageSystem, type Running, type StorageConfiguration } from './index.ts'

export const configuration: StorageConfiguration = {
  name: 'storage1',
  data: '/data',
  nbd: { tcp: { host: '127.0.0.1', port: 10_809 }, unix: '/nbd.sock' },
  backend: [{ name: 'disk0', folder: '/disk0' }],
  key_server_interval: 10,
  key_server_timeout: 5_000,
  initial_password_file: '/password',
}

/** Everything around the storage system, and what of it survives the system's crashes. */
export class World {
  readonly time = new SimulatedTime()
  readonly internet = new SimulatedInternet()
  readonly disk: SimulatedDisk
  readonly fileSystem: SimulatedFileSystem
  readonly volumeFiles: SimulatedVolumeFiles
  readonly random: Random
  readonly clients = new NbdClients()
  /** Clients that came to the data plane. */
  readonly handOvers: HandOver[] = []
  readonly logLines: string[] = []
  /** What a storage system must never do to a key server. */
  readonly violations: string[] = []
  readonly certificates = simulatedCertificates(() => this.time.nowMs)
  /** Signs the certificates of the key servers. */
  authority!: TlsIdentity
  /** Asked at every durable write of the storage system. */
  fate: DurableWriteOracle = () => 'go'
  aborted: unknown
  #onEvent: (event: DataPlaneEvent) => void = () => {}
  #life = new Life()

  constructor(
    seed = 7,
    disk = new SimulatedDisk(),
    fileSystem = new SimulatedFileSystem(),
    volumeFiles = new SimulatedVolumeFiles(),
  ) {
    this.random = simulatedRandom(seed)
    this.disk = disk
    this.fileSystem = fileSystem
    this.volumeFiles = volumeFiles
  }

  static async make(): Promise<World> {
    const world = new World()
    world.authority = await world.certificates.authority('key servers', 365)
    const files = world.fileSystem.files(new Life())
    const bytes = (text: string) => new TextEncoder().encode(text)
    await files.write('/password', bytes('first-Password-1\n'), 0o600)
    await files.write('/data/jail/tmp/ca.pem', bytes(world.authority.certificate), 0o600)
    return world
  }

  async keyServer(host: string, role?: KeyServerRole): Promise<FakeKeyServer> {
    const identity = await this.certificates.issue(this.authority, {
      commonName: host,
      dnsNames: [host],
      ipAddresses: [],
      validityDays: 365,
    })
    const server = new FakeKeyServer(this, host, identity, role)
    await server.start()
    return server
  }

  get life(): Life {
    return this.#life
  }

  /** What the data plane tells its controller. */
  happen(event: DataPlaneEvent): void {
    this.#onEvent(event)
  }

  /** A start of the program after the one before was killed, or never was. */
  async boot(): Promise<Machine> {
    const life = new Life()
    this.#life = life
    let dataPlane: SimulatedDataPlane | undefined
    const program = createStorageSystem({
      clock: this.time.clock(life),
      random: this.random,
      cryptography: simulatedCryptography,
      certificates: this.certificates,
      passwords: simulatedPasswords,
      files: this.fileSystem.files(life),
      log: simulatedLog(this.logLines),
      metrics: simulatedMetrics,
      network: this.internet.network('storage', life),
      transferable: this.clients.network,
      http: simulatedHttpServer(),
      ssh: simulatedSshServer,
      openStore: async () => openSimulatedStore(this.disk, life, (write) => this.fate(write)),
      openDataPlane: (onEvent) => {
        this.#onEvent = onEvent
        dataPlane = this.volumeFiles.dataPlane(life)
        return Object.assign(dataPlane, {
          handOver: (handOver: HandOver) => void this.handOvers.push(handOver),
        })
      },
      abort: (cause) => {
        this.aborted = cause
        life.kill()
      },
    }, configuration)
    const running = await this.time.until(program.start(), 60_000)
    assert.ok(dataPlane)
    return new Machine(this, running, life, dataPlane, () => program.stop())
  }
}

/** One life of the program, with shorthands for commands. */
export class Machine {
  readonly running: Running
  readonly life: Life
  readonly dataPlane: SimulatedDataPlane
  readonly stop: () => Promise<void>
  readonly #world: World

  constructor(
    world: World,
    running: Running,
    life: Life,
    dataPlane: SimulatedDataPlane,
    stop: () => Promise<void>,
  ) {
    this.#world = world
    this.running = running
    this.life = life
    this.dataPlane = dataPlane
    this.stop = stop
  }

  get system() {
    return this.running.system
  }

  /** Lets simulated time pass until the command answers. */
  run<T>(command: Promise<T>): Promise<T> {
    return this.#world.time.until(command, 300_000)
  }

  async ok<T>(command: Promise<Outcome<T>>): Promise<T> {
    const outcome = await this.run(command)
    assert.ok(outcome.ok, outcome.ok ? '' : `refused with ${outcome.code} ${outcome.values.join()}`)
    return outcome.value
  }

  async refused<T>(command: Promise<Outcome<T>>, code: string): Promise<void> {
    const outcome = await this.run(command)
    assert.equal(outcome.ok ? 'done' : outcome.code, code)
  }

  rekey(step: 'enable' | 'disable' | 'prepare' | 'commit' | 'cancel', force = false) {
    return this.system.encryption.change({ method: 'keyserver', step, force })
  }

  async addServer(server: FakeKeyServer, primary: boolean): Promise<number> {
    const { id } = await this.ok(this.system.keyServers.create({
      address: server.host,
      port: undefined,
      certificateFile: undefined,
      name: server.host,
      primary,
    }))
    return id
  }

  /** Key server type, servers, and the method enabled; no key yet. */
  async setUp(...servers: readonly FakeKeyServer[]): Promise<void> {
    await this.ok(this.system.keyServers.changeIsklm({
      enabled: true,
      certificateFile: '/tmp/ca.pem',
    }))
    for (const server of servers) await this.addServer(server, server === servers[0])
    await this.ok(this.rekey('enable'))
  }

  /** An encrypted pool with one volume, mapped to the built-in host. */
  async makeVolume(name: string): Promise<number> {
    if (!(await this.system.pools.list()).some((pool) => pool.name === 'pool0')) {
      await this.ok(this.system.pools.create({
        name: 'pool0',
        extentBytes: 2 ** 30,
        encrypt: undefined,
        mdisks: [],
        warningPercent: undefined,
        easyTier: undefined,
        volumeProtectionEnabled: undefined,
      }))
    }
    const { id } = await this.ok(this.system.volumes.create({
      defaultName: 'vdisk',
      name,
      pool: 'pool0',
      capacityBytes: 2 ** 26,
      thin: false,
      autoexpand: false,
      warningPercent: 0,
      grainKib: undefined,
      cache: 'readwrite',
      udid: undefined,
    }))
    await this.ok(this.system.hosts.map({
      host: 'local', volume: name, scsiId: undefined, force: false,
    }))
    return id
  }

  keyServerView() {
    return this.system.encryption.view().then(({ keyServer }) => keyServer)
  }

  async statuses(): Promise<string> {
    const servers = await this.system.keyServers.list()
    return servers.map(({ name, status }) => `${name} ${status}`).join(', ')
  }

  /** Names of the unfixed events, with their object. */
  async unfixed(): Promise<string[]> {
    const events = await this.system.events.list()
    return events.filter(({ fixed }) => !fixed)
      .map(({ event, objectName }) => objectName === undefined ? event : `${event} ${objectName}`)
      .sort()
  }
}
