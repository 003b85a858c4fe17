import type { Command } from '../command.ts'
import { runProgram } from '../run-program.ts'

export const keyServerRun: Command = {
  words: ['key-server', 'run'],
  summary: 'run a key server in the foreground',
  help: `
usage: keyturn key-server run --config FILE

Runs a key server with this TOML file until SIGTERM or Ctrl-C. It prints a line "ready" when it serves.
`,
  run: (parameters) => runProgram('key-server', parameters),
}
