import { parseArgs, type ParseArgsConfig } from 'node:util'

/** How `keyturn` ends. 64 is EX_USAGE of sysexits.h. */
export const exitCodes = { done: 0, failed: 1, usage: 64 } as const

/** One command: one file in commands/, one line in commands/index.ts. */
export interface Command {
  /** What is typed after `keyturn`: `['key-server', 'replicate', 'now']`. */
  readonly words: readonly string[]
  /** One line for the list of commands. */
  readonly summary: string
  /** What `--help` prints: a usage line first, then what it does and its options. */
  readonly help: string
  /** Resolves with the exit code. Throws CommandError for what the user can mend. */
  readonly run: (parameters: readonly string[], terminal: Terminal) => Promise<number>
}

/** Where a command reads and writes; a test gives its own. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly error: (text: string) => void
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** What the user is told instead of a stack: what happened, and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: number
  readonly hint: string | undefined
  constructor(message: string, hint?: string, code: number = exitCodes.failed) {
    super(message)
    this.hint = hint
    this.code = code
  }
}

export const usageError = (message: string): CommandError =>
  new CommandError(message, undefined, exitCodes.usage)

type Options = NonNullable<ParseArgsConfig['options']>

export interface Parameters {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly positionals: readonly string[]
}

/** Options and positionals of a command; unknown ones are a usage error. */
export function readParameters(
  parameters: readonly string[],
  options: Options,
  positionals: { readonly min: number; readonly max: number } = { min: 0, max: 0 },
): Parameters {
  const read = parse(parameters, options)
  const count = read.positionals.length
  if (count > positionals.max) throw usageError(`"${read.positionals[positionals.max]}" is too much`)
  if (count < positionals.min) throw usageError('something is missing')
  return read
}

function parse(parameters: readonly string[], options: Options): Parameters {
  try {
    const read = parseArgs({ args: [...parameters], options, allowPositionals: true, strict: true })
    return read as Parameters
  } catch (cause) {
    // Node's message goes on with advice for programmers.
    throw usageError((cause as Error).message.split('. ')[0] ?? 'the options are not valid')
  }
}
