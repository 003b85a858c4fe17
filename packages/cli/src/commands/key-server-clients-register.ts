import type { ClientView } from '../client-list.ts'
import { readText } from '../find-programs.ts'
import { keyServerCommand } from '../key-server-command.ts'

export const keyServerClientsRegister = keyServerCommand({
  words: ['clients', 'register'],
  summary: 'approve a certificate from a file, before it connects',
  usage: 'FILE [--group GROUP] [--name NAME]',
  help: `Registers the first certificate in a PEM file, so that it may use the key server from its first connection on.

  --group GROUP         the device group whose objects it shares; one of its own unless given
  --name NAME           what lists call it; the certificate's subject unless given`,
  options: { group: { type: 'string' }, name: { type: 'string' } },
  positionals: { min: 1, max: 1 },
  ask: async ({ client, positionals, text, print }) => {
    const certificate = await readText(positionals[0] as string)
    const [group, name] = [text('group'), text('name')]
    const body = { certificate, ...(group ? { group } : {}), ...(name ? { name } : {}) }
    print(await client.ask<ClientView>('POST', '/clients', body), (made) =>
      `${made.name} (${made.fingerprint}) is approved, in the group ${made.group}.\n`)
  },
})
