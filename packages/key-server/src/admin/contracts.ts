import type {
  Certificates, Clock, Cryptography, Log, Passwords, Random,
} from '@keyturn/platform/ports'
import type { AuditTrail } from '../audit/index.ts'
import type { ManagedObjects } from '../objects/index.ts'
import type { ObservedStore, ServerRecord } from '../records/index.ts'
import type { ReplicationReceiver, ReplicationSender } from '../replication/index.ts'
import type { Seal } from '../seal/index.ts'

/** What the administrator's interface asks of the server that it stands before. */
export interface AdminOptions {
  readonly store: ObservedStore
  readonly audit: AuditTrail
  readonly objects: Pick<ManagedObjects, 'change'>
  readonly seal: Seal
  readonly clock: Clock
  readonly random: Random
  readonly cryptography: Cryptography
  readonly passwords: Passwords
  readonly certificates: Pick<Certificates, 'describe'>
  readonly log: Log
  /** The program's version, `0.1.0`. */
  readonly programVersion: string
  /** The row `server` as of now. */
  readonly server: () => Promise<ServerRecord>
  /** Why the server does not serve; empty when it is ready. */
  readonly notReady: () => readonly string[]
  /** On a primary. */
  readonly sender?: ReplicationSender
  /** On a secondary. */
  readonly receiver?: ReplicationReceiver
}
