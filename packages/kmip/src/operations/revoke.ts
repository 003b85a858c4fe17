import type { RevocationReason, UniqueIdentifier } from '../objects/structures.ts'
import type { ObjectResponse, OperationForm } from './operation.ts'

/** Revoke (KMIP 2.1 section 6.1.48). */
export interface RevokeRequest {
  readonly uniqueIdentifier?: UniqueIdentifier
  readonly revocationReason: RevocationReason
  /** Seconds since 1970; only with a compromise as the reason. */
  readonly compromiseOccurrenceDate?: bigint
}

export type RevokeResponse = ObjectResponse

export const revoke: OperationForm = {}
