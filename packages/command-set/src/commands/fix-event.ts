import { mayRun } from '../grammar/roles.ts'
import type { Context } from '../execute/context.ts'
import { silenceAfter } from '../output/reply.ts'
import type { Reply } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import type { Refusal } from '../system/outcome.ts'

/**
 * Marks an event as fixed. For one event that is more than a mark: it is the word that the key
 * servers are backed up, after which the former key is let go. So it takes the role that a rekey
 * takes, while other events may be fixed by service.
 */
export async function fixEvent(
  sequenceNumber: number,
  { system, caller }: Context,
): Promise<Reply | Refusal> {
  const event = (await system.events.list()).find((one) => one.sequenceNumber === sequenceNumber)
  const letsKeyGo = event?.event === 'oneKeyHolder' && !event.fixed
  if (letsKeyGo && !mayRun(caller.role, 'administrators')) return refuse('8831')
  return silenceAfter(await system.events.fix(sequenceNumber))
}
