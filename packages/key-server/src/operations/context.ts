import type {
  ProtocolVersion, RequestPayloads, ResponsePayloads, SupportedOperation,
} from '@keyturn/kmip'
import type { Cryptography, Random } from '@keyturn/platform/ports'
import type { Client } from '../clients/index.ts'
import type { MakeIdentifier } from '../objects/identifier.ts'
import type { ManagedObjects } from '../objects/managed-objects.ts'
import type { ObjectIndex } from '../objects/object-index.ts'
import type { Ledger, LedgerEntry, ServerRecord } from '../records/index.ts'
import type { Refusal } from '../refusals/index.ts'
import type { Seal } from '../seal/index.ts'
import type { BatchState } from './batch-state.ts'

/** What operations work with: one per server. */
export interface Services {
  readonly objects: ManagedObjects
  readonly index: ObjectIndex
  readonly ledger: Ledger
  readonly seal: Seal
  readonly random: Random
  readonly cryptography: Cryptography
  readonly makeIdentifier: MakeIdentifier
  /** Who this server is now: a promotion changes it while it runs. */
  readonly server: () => ServerRecord
}

/** What an operation knows of its request: one per batch item. */
export interface OperationContext {
  readonly services: Services
  readonly version: ProtocolVersion
  /** Seconds since 1970, the same for the whole message. */
  readonly now: number
  readonly batch: BatchState
}

/** The same for operations that only approved clients get to. */
export interface ClientContext extends OperationContext {
  readonly client: Client
  /** An audit record of this item, of its success unless said otherwise. */
  readonly entry: (object: string) => LedgerEntry
}

type Answer<O extends SupportedOperation> = Promise<ResponsePayloads[O] | Refusal>

/**
 * One operation, one file. `access` says who gets to it: `anybody` with a TLS connection; approved
 * clients for what only `reads`; and for what `changes`, approved clients at a server that may write.
 * A change is durable when the promise resolves.
 */
export type OperationHandler<O extends SupportedOperation> =
  | {
      readonly access: 'anybody'
      execute(request: RequestPayloads[O], context: OperationContext): Answer<O>
    }
  | {
      readonly access: 'reads' | 'changes'
      execute(request: RequestPayloads[O], context: ClientContext): Answer<O>
    }
