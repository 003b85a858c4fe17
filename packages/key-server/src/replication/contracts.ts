import type {
  Clock, Cryptography, Log, Network, Random, TlsIdentity,
} from '@keyturn/platform/ports'
import type { Ledger, ObservedStore } from '../records/index.ts'
import type { Seal } from '../seal/index.ts'
import type { ReplicationFault } from './faults.ts'
import type { IncarnationToken } from './lineage.ts'

/** What both sides of replication need of the outside world and of the server. */
export interface ReplicationPorts {
  readonly store: ObservedStore
  /** Every change that replication makes goes through it. */
  readonly ledger: Ledger
  readonly seal: Seal
  readonly network: Network
  readonly clock: Clock
  readonly random: Random
  readonly cryptography: Cryptography
  readonly log: Log
  /** The program's version, `0.1.0`, for words about version skew. */
  readonly programVersion: string
}

/** How a server knows the other one: by what it holds in its hand, not by what a CA says of it. */
export interface PeerPin {
  /**
   * SHA-256, lower-case hex, of the certificate or of its public key (which stays over a renewal). One
   * of them must fit.
   */
  readonly fingerprints: readonly string[]
  /** PEM of the CAs, or of the peer's self-signed certificate, that the chain must end in. */
  readonly authorities: readonly string[]
}

/** A secondary, as its primary's configuration names it. */
export interface SecondaryTarget {
  /** Unique among the secondaries: `replicate now --to NAME`. */
  readonly name: string
  readonly host: string
  readonly port: number
  readonly peer: PeerPin
}

/** Most secondaries of one primary. */
export const MAX_SECONDARIES = 20

export interface SenderOptions extends ReplicationPorts {
  readonly identity: TlsIdentity
  readonly secondaries: readonly SecondaryTarget[]
  /** Time between the starts of two runs, in milliseconds, 1,000 to 2^31-1. */
  readonly intervalMs: number
  /** Also send at once whenever something was changed. */
  readonly onChange: boolean
  /** Of `beginIncarnation`, which must come before every other write of this start. */
  readonly incarnation: IncarnationToken
}

/** The primary's half: one run after the other for each secondary, all secondaries at the same time. */
export interface ReplicationSender {
  status(): Promise<readonly SecondaryStatus[]>
  /** Runs at once, for one or all; undefined when no secondary has this name. */
  replicateNow(order: ReplicateNowOrder): Promise<readonly RunOutcome[] | undefined>
  /** Breaks off runs under way and starts no more. */
  stop(): Promise<void>
}

export interface ReplicateNowOrder {
  readonly to?: string
  /**
   * The administrator's word, where the secondary holds what this primary lacks: fetch that first, then
   * send. Without it such a secondary is refused.
   */
  readonly merge?: boolean
}

export interface RunOutcome {
  readonly name: string
  readonly outcome: 'sent' | 'unchanged' | 'failed'
  /** Records that went to the secondary; the row of a name counts with its object. */
  readonly rows: number
  readonly fault?: ReplicationFault
}

export interface SecondaryStatus {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly state: 'upToDate' | 'pending' | 'running' | 'failed' | 'unreachable'
  /** Milliseconds since 1970, here and below. */
  readonly lastSuccess?: number
  readonly lastAttempt?: number
  readonly lastFault?: ReplicationFault
  readonly nextRun?: number
  /** The primary's revision up to which this secondary has everything; 0 before the first success. */
  readonly revision: number
  /** From there to the newest replicated change; 0 when there is none. */
  readonly lagRevisions: number
  /** Records that wait to be sent. */
  readonly lagRecords: number
  /** Since when the oldest of them waits, in seconds. */
  readonly lagSeconds: number
}

export interface ReceiverOptions extends ReplicationPorts {
  readonly identity: TlsIdentity
  readonly host: string
  readonly port: number
  /** The paired primary: nobody else may send. */
  readonly primary: PeerPin
}

/** The secondary's half: a listener that the primary connects to. */
export interface ReplicationReceiver {
  /** The real port where 0 was asked for. */
  readonly port: number
  status(): ReceiverStatus
  stop(): Promise<void>
}

export interface ReceiverStatus {
  readonly primaryName?: string
  /** The primary's revision up to which everything is here; 0 before the first success. */
  readonly revision: number
  /** Milliseconds since 1970: the primary's last visit that ended well, and the last that brought records. */
  readonly lastContact?: number
  readonly lastReceived?: number
  readonly lastFault?: ReplicationFault
}
