import type { Command } from '../grammar/command.ts'
import { helpText } from '../grammar/help.ts'
import type { RawArguments } from '../grammar/raw.ts'
import { mayRun } from '../grammar/roles.ts'
import { units } from '../grammar/parameter.ts'
import { filterRows } from '../output/filter.ts'
import { text } from '../output/reply.ts'
import type { Reply } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import type { Outcome, Refusal } from '../system/outcome.ts'
import { auditedCommand } from './audit.ts'
import type { Context } from './context.ts'

/** The only command that a user runs whose password must be changed first. */
const passwordChange = 'chcurrentuser'

/**
 * Runs one command: syntax, then role, then the System, then the audit log. Exceptions pass
 * through: they are defects, and the program that called answers them.
 */
export async function runCommand(
  command: Command,
  raw: Outcome<RawArguments>,
  context: Context,
): Promise<Reply | Refusal> {
  if (!raw.ok) return raw
  const { given } = raw.value
  if (given.has('h') || given.has('?')) return text(helpText(command))
  const prepared = command.prepare(raw.value)
  if (!prepared.ok) return prepared
  const { caller } = context
  if (!mayRun(caller.role, command.access)) return refuse('8824')
  if (caller.passwordChangeRequired && command.name !== passwordChange) return refuse('9473')
  const started = context.now()
  const reply = await prepared.value(context)
  if ('ok' in reply) return reply
  if (command.family === 'task') {
    await context.system.audit.append({
      time: context.now(),
      user: caller.name,
      origin: caller.origin,
      address: caller.address,
      command: auditedCommand(command, raw.value),
      objectId: reply.kind === 'created' ? reply.id : undefined,
      durationMs: context.now() - started,
    })
  }
  return filtered(reply, raw.value)
}

/** Applies -filtervalue to a concise view; it is ignored where an object is named. */
function filtered(reply: Reply, { given, object }: RawArguments): Reply | Refusal {
  if (reply.kind !== 'list') return reply
  if (given.has('filtervalue?')) return text(reply.columns.join('\n'))
  const filter = given.get('filtervalue')
  if (typeof filter !== 'string' || object !== undefined) return reply
  const outcome = filterRows(reply, filter, units.find((unit) => unit === given.get('unit')))
  return outcome.ok ? outcome.value : outcome
}
