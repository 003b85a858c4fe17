import type { KmipClientFailure } from './types.ts'

/** Every way in which a call of the client fails, told apart by `failure.kind`. */
export class KmipClientError extends Error {
  override readonly name = 'KmipClientError'
  readonly failure: KmipClientFailure
  /** The request may have been carried out although no answer came: ask before repeating it. */
  readonly mayHaveHappened: boolean

  constructor(failure: KmipClientFailure, mayHaveHappened = false) {
    super(failure.message)
    this.failure = failure
    this.mayHaveHappened = mayHaveHappened
  }
}
