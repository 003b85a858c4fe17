import type { GroupRecord } from '../records/index.ts'

/** Who asks: an approved certificate, acting in its device group. */
export interface Client {
  /** SHA-256 of the certificate, lower-case hex. */
  readonly fingerprint: string
  readonly name: string
  readonly group: GroupRecord
}
