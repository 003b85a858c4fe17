import type { Audit } from '@keyturn/command-set'
import type { Core } from '../core.ts'

/** The log keeps so many of the newest entries. */
const MAX_AUDIT_ROWS = 5_000

export function createAudit({ records }: Core): Audit {
  let newest = Math.max(0, ...[...records.audit.values()].map((row) => row.sequenceNumber))
  return {
    append: (entry) => records.transact(() => {
      newest += 1
      const oldest = newest - MAX_AUDIT_ROWS
      const put = records.audit.put(newest, { ...entry, sequenceNumber: newest })
      const changes = records.audit.has(oldest) ? [put, records.audit.remove(oldest)] : [put]
      return { changes, result: undefined }
    }),
    list: async () =>
      [...records.audit.values()].sort((a, b) => a.sequenceNumber - b.sequenceNumber),
  }
}
