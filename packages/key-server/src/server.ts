import { openAuditTrail, type AuditTrail } from './audit/index.ts'
import { ClientDirectory } from './clients/index.ts'
import type { KeyServerConfiguration } from './configuration.ts'
import { Exchange, KmipService } from './kmip/index.ts'
import { identifierMaker, ManagedObjects, ObjectIndex, Tombstones } from './objects/index.ts'
import type { Services } from './operations/index.ts'
import type { KeyServerPorts } from './ports.ts'
import { observeStore, type ObservedStore, type ServerRecord } from './records/index.ts'
import { beginIncarnation, type IncarnationToken } from './replication/index.ts'
import { openSeal, rootKeyFile, type Seal } from './seal/index.ts'
import {
  makeConfiguredClients, openServerRow, pemReader, readAll, readIdentity, startAdmin,
  startMonitoring, startReplication, type ReadPem,
} from './startup/index.ts'

/** Where a running server listens; real ports where the configuration says 0. */
export interface KeyServerAddresses {
  readonly kmip: number
  readonly admin?: number
  readonly replication?: number
  readonly metrics?: number
}

export interface KeyServer {
  /** Resolves once everything serves. Rejects, in words, when it cannot; what was begun is undone. */
  start(): Promise<KeyServerAddresses>
  /** Answers what is under way, then closes everything. Never rejects. */
  stop(): Promise<void>
  /**
   * Resolves with the cause when the server cannot go on: a failed write leaves unknown what is durable,
   * so nothing is acknowledged any more, and the process should end.
   */
  readonly failed: Promise<unknown>
}

/** The program's version, also in replication and the administrator's interface. */
export const PROGRAM_VERSION = '0.1.0'

const STORE_FILE = 'key-server.db'
const OWNER_ONLY = 0o700
const DEFAULT_IDLE_SECONDS = 3_600
const DEFAULT_MAX_CONNECTIONS = 2_000

export function createKeyServer(
  ports: KeyServerPorts,
  configuration: KeyServerConfiguration,
): KeyServer {
  return new Server(ports, configuration)
}

/** The state of a store that is open: what all interfaces share. */
interface Core extends Services {
  readonly store: ObservedStore
  /** Of this start: how replication tells a restored store from its past. */
  readonly incarnation: IncarnationToken
  readonly audit: AuditTrail
  readonly server: () => ServerRecord
}

class Server implements KeyServer {
  readonly failed: Promise<unknown>
  readonly #ports: KeyServerPorts
  readonly #configuration: KeyServerConfiguration
  readonly #readPem: ReadPem
  /** What to close, in order of opening. */
  readonly #closers: (() => Promise<void>)[] = []
  #fail: (cause: unknown) => void = () => {}
  #notReady: readonly string[] = ['starting']
  #broken = false

  constructor(ports: KeyServerPorts, configuration: KeyServerConfiguration) {
    this.#ports = ports
    this.#configuration = configuration
    this.#readPem = pemReader(ports.files)
    this.failed = new Promise((resolve) => {
      this.#fail = resolve
    })
  }

  async start(): Promise<KeyServerAddresses> {
    try {
      const core = await this.#openCore()
      const addresses = await this.#listen(core)
      this.#notReady = []
      return addresses
    } catch (cause) {
      await this.stop()
      throw cause
    }
  }

  async stop(): Promise<void> {
    this.#notReady = ['stopping']
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      await close().catch((cause: unknown) => {
        this.#ports.log.error('a part of the server did not stop cleanly', { cause: String(cause) })
      })
    }
  }

  async #openCore(): Promise<Core> {
    const { clock, cryptography, files, log, openRecordStore, random } = this.#ports
    const { audit: auditSection, data, name, role } = this.#configuration
    await files.makeFolder(data, OWNER_ONLY)
    const opened = await openRecordStore(`${data}/${STORE_FILE}`)
    this.#closers.push(() => opened.close())
    const store = observeStore(opened, (cause) => this.#storeFailed(cause))
    const incarnation = await beginIncarnation(store, { random, clock })
    const seal = await this.#openSeal(store)
    const server = await openServerRow({ store, random, log }, { name, role })
    const beforeAnswer = auditSection?.before_answer ?? false
    const audit = await openAuditTrail({ store, clock, cryptography, beforeAnswer })
    this.#closers.push(() => audit.close())
    const index = new ObjectIndex(cryptography)
    await index.load(store)
    store.observe(index.follow)
    const objects = new ManagedObjects({ store, ledger: audit, cryptography })
    const makeIdentifier = identifierMaker(clock, random)
    return {
      store, incarnation, audit, seal, server, index, objects, ledger: audit, random, cryptography,
      makeIdentifier,
    }
  }

  #openSeal(store: ObservedStore): Promise<Seal> {
    const path = this.#configuration.seal.root_key_file
    return openSeal(this.#ports, store, (mayCreate) => rootKeyFile(this.#ports, path, mayCreate))
  }

  async #listen(core: Core): Promise<KeyServerAddresses> {
    const { clock, log } = this.#ports
    const { kmip, replication: section } = this.#configuration
    const identity = await readIdentity(this.#readPem, kmip, 'kmip')
    const { index, objects, server } = core
    if (server().role !== 'secondary') {
      await makeConfiguredClients(
        { ...this.#ports, ...core, readPem: this.#readPem }, this.#configuration)
    }
    const tombstones = new Tombstones({ clock, log, index, objects, server })
    tombstones.start()
    this.#closers.push(() => tombstones.stop())
    const kmipPort = await this.#serveKmip(core, identity)
    const replication = await startReplication(
      { ...this.#ports, ...core, programVersion: PROGRAM_VERSION },
      server().role, section, identity, this.#readPem)
    this.#closers.push(async () => {
      await replication.sender?.stop()
      await replication.receiver?.stop()
    })
    const shared = { ...this.#ports, ...core, notReady: () => this.#notReady }
    const admin = await startAdmin(
      { ...shared, programVersion: PROGRAM_VERSION }, replication, this.#configuration.admin,
      this.#readPem)
    if (admin) this.#closers.push(() => admin.close())
    const monitoring = await startMonitoring(shared, this.#configuration.metrics)
    if (monitoring) this.#closers.push(() => monitoring.close())
    return {
      kmip: kmipPort,
      ...(admin ? { admin: admin.port } : {}),
      ...(replication.receiver ? { replication: replication.receiver.port } : {}),
      ...(monitoring ? { metrics: monitoring.port } : {}),
    }
  }

  async #serveKmip(core: Core, identity: { certificate: string; key: string }): Promise<number> {
    const { clock, log, metrics } = this.#ports
    const { kmip } = this.#configuration
    const clientAuthorities = await readAll(
      this.#readPem, kmip.client_authorities ?? [], 'kmip.client_authorities')
    const clients = new ClientDirectory(
      { store: core.store, ledger: core.audit, clock, log }, core.server,
      clientAuthorities.length > 0)
    const service = new KmipService({
      ...this.#ports,
      exchange: new Exchange({
        services: core, clients, clock, log, metrics, broken: () => this.#broken,
      }),
      listen: { host: kmip.host, port: kmip.port, identity, clientAuthorities },
      idleMs: (kmip.idle_seconds ?? DEFAULT_IDLE_SECONDS) * 1000,
      maxConnections: kmip.max_connections ?? DEFAULT_MAX_CONNECTIONS,
    })
    this.#closers.push(() => service.stop())
    return service.start()
  }

  #storeFailed(cause: unknown): void {
    this.#broken = true
    this.#notReady = ['the store has failed']
    this.#ports.log.error('the store has failed: nothing is acknowledged any more', {
      cause: String(cause),
    })
    this.#fail(cause)
  }
}
