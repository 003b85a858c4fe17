import type { Command } from '../command.ts'
import { runProgram } from '../run-program.ts'

export const storageRun: Command = {
  words: ['storage', 'run'],
  summary: 'run a storage system in the foreground',
  help: `
usage: keyturn storage run --config FILE

Runs a storage system with this TOML file until SIGTERM or Ctrl-C. It prints a line "ready" when it serves.
`,
  run: (parameters) => runProgram('storage-system', parameters),
}
