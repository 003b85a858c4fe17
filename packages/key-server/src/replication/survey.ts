import type { Row } from '@keyturn/platform/ports'
import { inventoryEntry } from './comparison.ts'
import type { InventoryEntry } from './messages.ts'
import { OBJECT_PREFIX, replicatedPrefixes, rowsUnder } from './records.ts'
import type { SenderSession } from './sender-session.ts'

/** Records that one message of the inventory names. */
const PAGE_ENTRIES = 500
/** What a merge brings over besides objects: they belong to a group, and to a client that made them. */
const mergedPrefixes = ['client/', 'group/']

/** How a secondary differs from this primary, as keys. */
export interface Survey {
  /** The primary's revision as of which the inventory was made. */
  readonly revision: number
  readonly wanted: readonly string[]
  readonly newer: readonly string[]
  readonly extraObjects: readonly string[]
  /** Clients and groups. */
  readonly extraGroups: readonly string[]
  readonly extraOthers: readonly string[]
}

/** Lets the secondary compare everything it has with everything that is here. */
export async function surveySecondary(session: SenderSession): Promise<Survey> {
  const revision = await session.ports.store.revision()
  const [wanted, newer, extra]: [string[], string[], string[]] = [[], [], []]
  for (const prefix of replicatedPrefixes) {
    for await (const page of pagesOf(session, prefix)) {
      let { after } = page
      for (;;) {
        const entries = page.entries.filter(({ key }) => key > after)
        const answer = await session.ask({ type: 'inventory', ...page, entries, after }, 'compared')
        wanted.push(...answer.wanted)
        newer.push(...answer.newer)
        extra.push(...answer.extra)
        if (answer.until === null) break
        after = answer.until
      }
    }
  }
  const merged = (key: string) => mergedPrefixes.some((prefix) => key.startsWith(prefix))
  return {
    revision, wanted, newer,
    extraObjects: extra.filter((key) => key.startsWith(OBJECT_PREFIX)),
    extraGroups: extra.filter(merged),
    extraOthers: extra.filter((key) => !key.startsWith(OBJECT_PREFIX) && !merged(key)),
  }
}

interface Page {
  readonly prefix: string
  readonly after: string
  readonly to: string | null
  readonly entries: readonly InventoryEntry[]
}

/** The whole prefix in pages without a gap between them; an empty prefix is one empty page. */
async function* pagesOf({ ports }: SenderSession, prefix: string): AsyncGenerator<Page> {
  let after = ''
  let entries: InventoryEntry[] = []
  let last: Row | undefined
  for await (const row of rowsUnder(ports.store, prefix, { pageRows: PAGE_ENTRIES })) {
    if (entries.length === PAGE_ENTRIES && last !== undefined) {
      yield { prefix, after, to: last.key, entries }
      after = last.key
      entries = []
    }
    entries.push(inventoryEntry(ports, row))
    last = row
  }
  yield { prefix, after, to: null, entries }
}
