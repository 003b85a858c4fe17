/** An export as its client learns of it. */
export interface ExportFacts {
  /** The name that the server knows it by. */
  readonly name: string
  /** For people; empty for none. */
  readonly description: string
  readonly sizeBytes: number
  readonly readOnly: boolean
}

/**
 * Why an export is not opened. `unknown`: there is none of that name (for this peer); `policy`: the
 * peer may not; `shutdown`: not at present, a later attempt may succeed. `message` is shown to a
 * person.
 */
export interface ExportRefusal {
  readonly refused: 'unknown' | 'policy' | 'shutdown'
  readonly message: string
}

/** What one peer may see and open; what is not mapped to it is unknown. */
export interface ExportCatalogue {
  list(): readonly ExportFacts[]
  find(name: string): ExportFacts | ExportRefusal
}

/**
 * What was agreed on when transmission begins; plain data, so that it can be passed to the process
 * that answers. `allocationContextId` is undefined unless the client selected base:allocation.
 */
export interface Negotiated {
  readonly entry: 'go' | 'exportName'
  readonly exportName: string
  readonly requestedInfo: readonly number[]
  readonly structuredReplies: boolean
  readonly allocationContextId: number | undefined
  readonly noZeroes: boolean
}
