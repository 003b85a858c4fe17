import type { Command } from '../command.ts'
import { up } from '../up/up.ts'

export const upCommand: Command = {
  words: ['up'],
  summary: 'bring up two key servers and a storage system',
  help: `
usage: keyturn up [--data DIR] [--port-base N] [--bind ADDRESS]

Starts a primary and a secondary key server and a storage system, and sets them up with each other: encryption
enabled from the key servers, one encrypted volume on NBD. Runs until Ctrl-C or SIGTERM, then stops all. The next
start finds everything again. This is what npm start does.

  --data DIR            keep everything under this folder (./data)
  --port-base N         ports from N on, instead of the usual ones
  --bind ADDRESS        listen on this address (127.0.0.1)
`,
  run: async (parameters, terminal) => {
    // All adapters take a second to load: only this command needs them.
    const {
      createCertificates, createHttpClient, diskFiles, systemClock, systemRandom,
    } = await import('@keyturn/platform/real')
    return up(parameters, {
      files: diskFiles,
      certificates: createCertificates(systemClock, systemRandom),
      http: createHttpClient(),
      print: (line) => terminal.out(`${line}\n`),
    })
  },
}
