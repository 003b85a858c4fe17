import { applyRecords } from './apply.ts'
import { MAX_BATCH_RECORDS } from './comparison.ts'
import { fault, ReplicationError } from './faults.ts'
import type { SenderSession } from './sender-session.ts'

/**
 * Brings records of the secondary here, by the administrator's word: objects that are only there, or
 * there in a later form, with their groups and clients. An object that is here keeps its name.
 */
export async function mergeFrom(session: SenderSession, keys: readonly string[]): Promise<void> {
  let open = keys
  while (open.length > 0) {
    const asked = open.slice(0, MAX_BATCH_RECORDS)
    const { records } = await session.ask({ type: 'fetch', keys: asked }, 'fetched')
    const came = new Set(records.map(({ key }) => key))
    if (records.length === 0 || records.some(({ key }) => !asked.includes(key))) {
      throw new ReplicationError(fault('MessageInvalid', { cause: 'other records than asked for' }))
    }
    await applyRecords(
      session.ports,
      { way: session.way, earlierAllowed: false, makeNames: true },
      { records, removed: [] },
      { compare: [], put: [] },
      { action: 'MergeFromSecondary', actor: 'server', outcome: 'Success' },
    )
    open = open.filter((key) => !came.has(key))
  }
}
