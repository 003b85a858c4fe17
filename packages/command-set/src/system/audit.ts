/** One command that changed something and succeeded. */
export interface AuditEntry {
  readonly time: number
  readonly user: string
  readonly origin: 'CLI' | 'GUI' | 'REST'
  /** Of the client. */
  readonly address: string
  /** Begins `svctask `; secrets are replaced by stars. */
  readonly command: string
  /** Id of what was made. */
  readonly objectId: number | undefined
  readonly durationMs: number
}

export interface AuditView extends AuditEntry {
  /** Rising. */
  readonly sequenceNumber: number
}

export interface Audit {
  /** Durable before the command is answered. */
  append(entry: AuditEntry): Promise<void>
  /** Oldest first, at least the newest 500. */
  list(): Promise<readonly AuditView[]>
}
