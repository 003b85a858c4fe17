import type { Context } from '../execute/context.ts'
import type { Reply } from '../output/reply.ts'
import { accept } from '../system/outcome.ts'
import type { Outcome, Refusal } from '../system/outcome.ts'
import { commonParameters, viewParameters } from './parameter.ts'
import type { ParameterTable, Values } from './parameter.ts'
import type { RawArguments } from './raw.ts'
import { judgeArguments } from './rules.ts'
import type { ObjectRule, Rules } from './rules.ts'
import type { Access } from './roles.ts'
import { readValue } from './values.ts'
import type { Value } from './values.ts'

/** One command: its table, and what it does. Each stands in a file of its own. */
export interface CommandDefinition<T extends ParameterTable, O extends ObjectRule | undefined> {
  readonly name: string
  /** Older names that mean the same. */
  readonly aliases?: readonly string[]
  readonly summary: string
  /** info: shows something. task: changes something. check: acts, but leaves nothing to audit. */
  readonly family: 'info' | 'task' | 'check'
  readonly access: Access
  readonly parameters: T
  readonly rules?: Rules<Extract<keyof T, string>>
  readonly object?: O
  /** The arguments are well formed and the role is right; calls the System, shapes a reply. */
  run(values: Values<T>, run: Run<O>): Promise<Reply | Refusal>
}

/** What a running command has at hand beside its values. */
export interface Run<O extends ObjectRule | undefined> extends Context {
  /** As the user wrote it. Undefined only where the table says that it is optional. */
  readonly object: O extends { readonly required: true } ? string : string | undefined
}

type Described = CommandDefinition<ParameterTable, ObjectRule | undefined>

/** A command whose parameter types are folded away, so that all stand in one list. */
export interface Command extends Omit<Described, 'run' | 'rules'> {
  readonly aliases: readonly string[]
  readonly rules: Rules<string>
  /** The command's own parameters and those that its family adds. */
  readonly allParameters: ParameterTable
  /** Checks form, presence and values. The outcome, called, does the work. */
  prepare(raw: RawArguments): Outcome<(context: Context) => Promise<Reply | Refusal>>
}

export function defineCommand<
  const T extends ParameterTable,
  const O extends ObjectRule | undefined = undefined,
>(
  definition: CommandDefinition<T, O>,
): Command {
  const { run, ...rest } = definition
  const family = definition.family === 'info' ? viewParameters : {}
  const command = {
    ...rest,
    aliases: definition.aliases ?? [],
    rules: definition.rules ?? {},
    allParameters: { ...commonParameters, ...family, ...definition.parameters },
  }
  return {
    ...command,
    prepare(raw) {
      const { rules, allParameters, object } = command
      const refusal = judgeArguments(raw, allParameters, rules, object)
      if (refusal) return refusal
      const values = readValues(raw, allParameters)
      if (!values.ok) return values
      // readValues made every entry from the table that the type Values<T> is made from, and
      // judgeArguments has seen to it that a required object is there.
      const typed = values.value as Values<T>
      const typedObject = raw.object as Run<O>['object']
      return accept((context) => run(typed, { ...context, object: typedObject }))
    },
  }
}

function readValues(
  { given }: RawArguments,
  table: ParameterTable,
): Outcome<Readonly<Record<string, Value | undefined>>> {
  const values: Record<string, Value | undefined> = {}
  for (const [name, parameter] of Object.entries(table)) {
    const text = given.get(name)
    if (parameter.kind === 'flag') values[name] = text === true
    else if (typeof text === 'string') {
      const outcome = readValue(parameter, name, text)
      if (!outcome.ok) return outcome
      values[name] = outcome.value
    }
  }
  return accept(values)
}
