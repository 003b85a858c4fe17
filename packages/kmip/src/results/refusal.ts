import type { Enumerated } from '../tables/enumerations.ts'

export type ResultReason = Enumerated<'ResultReason'>

/** Why a request, or one item of it, fails. */
export interface Refusal {
  readonly reason: ResultReason
  /** For people and logs; goes out as Result Message, so it holds no secret. */
  readonly message: string
}
