import type { Refusal } from '../results/refusal.ts'
import type { ProtocolVersion } from '../versions.ts'
import type { ReceivedRequest, ResponseMessage } from './message.ts'

/**
 * What came out of the bytes of a request:
 * - `request`: it can be carried out, item by item;
 * - `refused`: answer with `refusalMessage(version, refusal)`;
 * - `unanswerable`: not a KMIP request; close the connection without an answer.
 */
export type DecodedRequest =
  | { readonly kind: 'request'; readonly request: ReceivedRequest }
  | {
      readonly kind: 'refused'
      /** The version to answer in. */
      readonly version: ProtocolVersion
      readonly refusal: Refusal
      readonly clientCorrelationValue?: string
    }
  | { readonly kind: 'unanswerable'; readonly message: string }

/** `offset` is there where the bytes are not even TTLV. */
export interface UndecodableResponse {
  readonly message: string
  readonly offset?: number
}

export type DecodedResponse =
  | { readonly ok: true; readonly response: ResponseMessage }
  | { readonly ok: false; readonly error: UndecodableResponse }

/** A request that the version cannot express is refused, never sent without a part of it. */
export type EncodedRequest =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly message: string }

