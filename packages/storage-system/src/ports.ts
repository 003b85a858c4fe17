import type {
  Certificates,
  Clock,
  Cryptography,
  DataPlane,
  DataPlaneEvent,
  Files,
  HttpServer,
  Log,
  Metrics,
  Network,
  Passwords,
  Random,
  RecordStore,
  SshServer,
  TransferableNetwork,
} from '@keyturn/platform/ports'

/** The world of one storage system. main.ts fills in the real one, a simulation its own. */
export interface StoragePorts {
  readonly clock: Clock
  readonly random: Random
  readonly cryptography: Cryptography
  readonly certificates: Certificates
  readonly passwords: Passwords
  readonly files: Files
  readonly log: Log
  readonly metrics: Metrics
  /** To the key servers. */
  readonly network: Network
  /** NBD clients, which are handed over to the data plane. */
  readonly transferable: TransferableNetwork
  readonly http: HttpServer
  readonly ssh: SshServer
  /** Opens the store under its exclusive lock. */
  openStore(): Promise<RecordStore>
  openDataPlane(onEvent: (event: DataPlaneEvent) => void): DataPlane
  /**
   * The store failed, or an invariant is broken: what is in memory may not be what is on disk. Ends
   * the program at once; the next start reads what is true.
   */
  abort(cause: unknown): void
}
