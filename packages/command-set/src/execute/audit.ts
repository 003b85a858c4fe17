import type { Command } from '../grammar/command.ts'
import type { RawArguments } from '../grammar/raw.ts'

/** The command line as the audit log keeps it, secrets replaced by stars. */
export function auditedCommand(command: Command, { given, object }: RawArguments): string {
  const words = ['svctask', command.name]
  for (const [name, value] of given) {
    words.push(`-${name}`)
    if (value === true) continue
    words.push(command.allParameters[name]?.secret ? '*****' : quoted(value))
  }
  if (object !== undefined) words.push(quoted(object))
  return words.join(' ')
}

const quoted = (word: string): string =>
  /^[\w.,:/%@+=-]+$/.test(word) ? word : `"${word.replace(/["\\\p{Cc}]/gu, '_')}"`
