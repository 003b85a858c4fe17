import { runLine } from '../shell/evaluate.ts'
import type { LineAnswer } from '../shell/evaluate.ts'
import { executeArgv } from './cli.ts'
import type { Context } from './context.ts'

/**
 * Runs one line of an SSH session: what `exec` sent, or what was typed. `status` is the exit code
 * of the line before, for `$?`.
 */
export const executeLine = (line: string, context: Context, status = 0): Promise<LineAnswer> =>
  runLine(line, (argv) => executeArgv(argv, context), status)
