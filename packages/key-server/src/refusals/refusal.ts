import type { ProtocolVersion, ResultReason } from '@keyturn/kmip'
import { catalogue, type CatalogueRow, type RefusalCode } from './catalogue.ts'

/** A refusal as a value: what operations return instead of a result. */
export class Refusal {
  readonly code: RefusalCode
  readonly message: string

  constructor(code: RefusalCode, details: Readonly<Record<string, string | number>>) {
    this.code = code
    this.message = catalogue[code].message.replace(/\{(\w+)\}/g, (_, name: string) =>
      String(details[name] ?? '?'))
  }

  /** The Result Reason for a response in this version. What is newer than it, the encoder maps down. */
  reason(version: ProtocolVersion): ResultReason {
    const row: CatalogueRow = catalogue[this.code]
    return version >= '2.0' ? row.reason2 ?? row.reason : row.reason
  }
}

export function refuse(
  code: RefusalCode,
  details: Readonly<Record<string, string | number>> = {},
): Refusal {
  return new Refusal(code, details)
}
