import {
  MAX_SECONDARIES, type ReplicateNowOrder, type ReplicationSender, type SenderOptions,
} from './contracts.ts'
import { isReplicated, NAME_PREFIX } from './records.ts'
import { SecondaryLink } from './secondary-link.ts'

/** Starts replication at a primary: each secondary is brought up to date at once, then by schedule. */
export async function startSender(options: SenderOptions): Promise<ReplicationSender> {
  if (options.secondaries.length > MAX_SECONDARIES) {
    throw new RangeError(`${options.secondaries.length} secondaries, at most ${MAX_SECONDARIES}`)
  }
  const links = options.secondaries.map((target) => new SecondaryLink(options, target))
  const forget = options.store.observe(({ put, remove }) => {
    // The row of a name goes with a change of its object, which is sent.
    const removed = (remove ?? []).some((key) => isReplicated(key) && !key.startsWith(NAME_PREFIX))
    if (!removed && !(put ?? []).some(({ key }) => isReplicated(key))) return
    for (const link of links) link.changed(removed)
  })
  for (const link of links) await link.start()
  return {
    status: () => Promise.all(links.map((link) => link.status())),
    replicateNow: async ({ to, merge = false }: ReplicateNowOrder) => {
      const meant = links.filter(({ target }) => to === undefined || target.name === to)
      if (to !== undefined && meant.length === 0) return undefined
      return Promise.all(meant.map((link) => link.runNow(merge)))
    },
    stop: async () => {
      forget()
      await Promise.all(links.map((link) => link.stop()))
    },
  }
}
