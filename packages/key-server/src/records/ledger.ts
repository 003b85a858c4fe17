import type { CommitResult, Transaction } from '@keyturn/platform/ports'

/** What an audit record says; never key material, passwords or tokens. */
export interface LedgerEntry {
  /** KMIP Operation or administrative action, CamelCase: `Create`, `ApproveClient`. */
  readonly action: string
  /** Certificate fingerprint, `user:NAME`, or `server`. */
  readonly actor: string
  readonly group?: string
  /** Unique identifier of a managed object, or the key of another record. */
  readonly object?: string
  readonly outcome: 'Success' | 'Refused' | 'Failed'
  /** KMIP Result Reason or another short word. */
  readonly reason?: string
  readonly address?: string
  /** `1.4`, for KMIP. */
  readonly protocolVersion?: string
  /** ServerCorrelationValue, also in the log. */
  readonly correlation?: string
}

/** The audit trail as the core sees it. `audit/` keeps the hash chain behind it. */
export interface Ledger {
  /**
   * Commits `transaction` and the record of it together. A refused compare commits neither. The trail
   * may need up to LEDGER_ROWS rows of the transaction's limit.
   */
  commit(transaction: Transaction, entry: LedgerEntry): Promise<CommitResult>
  /** Records what was only served or refused; resolves when the configuration lets the answer go out. */
  note(entry: LedgerEntry): Promise<void>
}

export const LEDGER_ROWS = 4
