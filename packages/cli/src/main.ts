import { Failure } from './clients/failure.ts'
import { CommandError, exitCodes, type Terminal, usageError } from './command.ts'
import { commands } from './commands/index.ts'
import { findCommand, helpFor } from './find-command.ts'

const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  environment: process.env,
}

async function main(parameters: readonly string[]): Promise<number> {
  const found = findCommand(commands, parameters)
  const asksForHelp = parameters.includes('--help') || parameters.includes('-h')
  if (found === undefined || asksForHelp) {
    const help = helpFor(commands, parameters)
    if (help === undefined) throw usageError(`"${parameters.join(' ')}" is no command`)
    terminal.out(help)
    return asksForHelp || parameters.length === 0 || parameters[0] === 'help'
      ? exitCodes.done : exitCodes.usage
  }
  return found.command.run(found.rest, terminal)
}

function complain(thrown: unknown): number {
  const cause = explain(thrown)
  if (!(cause instanceof CommandError)) {
    terminal.error(`keyturn: ${cause instanceof Error ? cause.stack : String(cause)}\n`)
    return exitCodes.failed
  }
  terminal.error(`keyturn: ${cause.message}\n`)
  if (cause.hint !== undefined) terminal.error(`  ${cause.hint}\n`)
  if (cause.code === exitCodes.usage) terminal.error('  keyturn --help shows all commands.\n')
  return cause.code
}

/** What is for the user, as a CommandError; anything else as it came. */
function explain(thrown: unknown): unknown {
  if (thrown instanceof Failure) return new CommandError(thrown.message)
  const code = thrown instanceof Error ? String((thrown as NodeJS.ErrnoException).code) : ''
  return code.startsWith('ERR_PARSE_ARGS_') ? usageError((thrown as Error).message) : thrown
}

// The streams are flushed before the process ends: no process.exit.
process.exitCode = await main(process.argv.slice(2)).catch(complain)
