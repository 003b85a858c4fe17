import { type ClientView, resolveClient } from '../client-list.ts'
import { keyServerCommand } from '../key-server-command.ts'

export const keyServerClientsRevoke = keyServerCommand({
  words: ['clients', 'revoke'],
  summary: 'shut a client out at once',
  usage: 'CLIENT',
  help: `Shuts the certificate out, on open connections too. Its objects stay. Approve it again to let it in.
CLIENT is its name, or six or more digits of its fingerprint.`,
  options: {},
  positionals: { min: 1, max: 1 },
  ask: async ({ client, positionals, print }) => {
    const { fingerprint } = await resolveClient(client, positionals[0] as string)
    print(await client.ask<ClientView>('POST', `/clients/${fingerprint}/revoke`),
      ({ name }) => `${name} is shut out.\n`)
  },
})
