import type { Item } from '../ttlv/item.ts'
import type {
  Operation,
  RequestPayloads,
  ResponsePayloads,
  SupportedOperation,
} from '../operations/index.ts'
import type { Refusal, ResultReason } from '../results/refusal.ts'
import type { Enumerated } from '../tables/enumerations.ts'
import type { ProtocolVersion } from '../versions.ts'

/** KMIP 2.1 section 8. The number of items is not kept apart: it is the length of `items`. */
export interface RequestMessage {
  readonly header: RequestHeader
  readonly items: readonly RequestItem[]
}

/** A request as read: an item that is wrong by itself does not harm the others. */
export interface ReceivedRequest {
  readonly header: RequestHeader
  readonly items: readonly (RequestItem | RefusedItem)[]
}

/**
 * Defaults of the version are filled in when a request is read, and left out when one is written.
 */
export interface RequestHeader {
  readonly version: ProtocolVersion
  /** Bytes. */
  readonly maximumResponseSize?: number
  /** 1.4 on. */
  readonly clientCorrelationValue?: string
  /** 1.4 on, only where the server is the one who asks. */
  readonly serverCorrelationValue?: string
  /** In 1.x a Boolean: true reads as Optional, absent or false as Prohibited. */
  readonly asynchronousIndicator?: 'Mandatory' | 'Optional' | 'Prohibited'
  /** 1.2 on. */
  readonly attestationCapableIndicator?: boolean
  readonly attestationTypes?: readonly Enumerated<'AttestationType'>[]
  /** From the Authentication structure; none, one, or (1.2 on) several that must all hold. */
  readonly credentials?: readonly Credential[]
  /** Stop if absent. */
  readonly batchErrorContinuationOption?: 'Continue' | 'Stop' | 'Undo'
  /** Absent means false in 1.x and true in 2.x. */
  readonly batchOrderOption?: boolean
  /** Seconds since 1970. */
  readonly timeStamp?: bigint
}

/** KMIP 2.1 section 9.5. */
export type Credential =
  | {
      readonly credentialType: 'UsernameAndPassword'
      readonly credentialValue: { readonly username: string; readonly password?: string }
    }
  | {
      readonly credentialType: 'Device'
      readonly credentialValue: {
        readonly deviceSerialNumber?: string
        readonly password?: string
        readonly deviceIdentifier?: string
        readonly networkIdentifier?: string
        readonly machineIdentifier?: string
        readonly mediaIdentifier?: string
      }
    }
  | {
      readonly credentialType:
        | 'Attestation' | 'OneTimePassword' | 'HashedPassword' | 'Ticket' | `0x8${string}`
      /** The fields by their camel-case names; a vendor's type has raw items under `extensions`. */
      readonly credentialValue: Readonly<Record<string, unknown>>
    }

/** What an item of either kind may carry. */
interface ItemIdentity {
  /** Echoed by the server byte for byte. */
  readonly uniqueBatchItemId?: Uint8Array
}

export type RequestItem<O extends SupportedOperation = SupportedOperation> = {
  [K in O]: ItemIdentity & {
    readonly operation: K
    /** 2.x: keep the data this item makes inside the batch. */
    readonly ephemeral?: boolean
    readonly payload: RequestPayloads[K]
  }
}[O]

/** An item of a request that cannot be done whatever the state: answer it with the refusal. */
export interface RefusedItem extends ItemIdentity {
  readonly operation?: Operation
  readonly refusal: Refusal
}

export interface ResponseMessage {
  readonly header: ResponseHeader
  readonly items: readonly ResponseItem[]
}

export interface ResponseHeader {
  readonly version: ProtocolVersion
  /** Seconds since 1970. */
  readonly timeStamp: bigint
  /** 1.4 on. */
  readonly clientCorrelationValue?: string
  /** 1.4 on. */
  readonly serverCorrelationValue?: string
}

export type ResponseItem = SuccessfulItem | FailedItem | PendingItem | UndoneItem

export type SuccessfulItem<O extends SupportedOperation = SupportedOperation> = {
  [K in O]: ItemIdentity & {
    readonly operation: K
    readonly resultStatus: 'Success'
    readonly payload: ResponsePayloads[K]
  }
}[O]

export interface FailedItem extends ItemIdentity {
  /** Absent where the request's operation could not be read. */
  readonly operation?: Operation
  readonly resultStatus: 'OperationFailed'
  /** Any reason of 2.1: it is mapped down when a message of an older version is written. */
  readonly resultReason: ResultReason
  readonly resultMessage?: string
}

export interface PendingItem extends ItemIdentity {
  readonly operation: Operation
  readonly resultStatus: 'OperationPending'
  readonly asynchronousCorrelationValue: Uint8Array
}

export interface UndoneItem extends ItemIdentity {
  readonly operation: Operation
  readonly resultStatus: 'OperationUndone'
}

/** A vendor's addition to an item (KMIP 2.1 section 8.9). */
export interface MessageExtension {
  readonly vendorIdentification: string
  readonly criticalityIndicator: boolean
  readonly vendorExtension: readonly Item[]
}

export const isRefused = (item: RequestItem | RefusedItem): item is RefusedItem =>
  'refusal' in item
