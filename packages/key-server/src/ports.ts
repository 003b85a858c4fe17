import type {
  Certificates, Clock, Cryptography, Files, HttpServer, Log, Metrics, Network, OpenRecordStore,
  Passwords, Random,
} from '@keyturn/platform/ports'

/** Everything that a key server takes from the world. `main.ts` gives the real one, the simulator its own. */
export interface KeyServerPorts {
  readonly certificates: Pick<Certificates, 'describe'>
  readonly clock: Clock
  readonly cryptography: Cryptography
  readonly files: Files
  readonly httpServer: HttpServer
  readonly log: Log
  readonly metrics: Metrics
  readonly network: Network
  readonly openRecordStore: OpenRecordStore
  readonly passwords: Passwords
  readonly random: Random
}
