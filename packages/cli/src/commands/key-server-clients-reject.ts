import { resolveClient } from '../client-list.ts'
import { keyServerCommand } from '../key-server-command.ts'

export const keyServerClientsReject = keyServerCommand({
  words: ['clients', 'reject'],
  summary: 'take a pending client off the list',
  usage: 'CLIENT',
  help: `Takes a certificate that waits for approval off the list. It comes back when it connects again.
CLIENT is its name, or six or more digits of its fingerprint.`,
  options: {},
  positionals: { min: 1, max: 1 },
  ask: async ({ client, positionals, print }) => {
    const { fingerprint, name } = await resolveClient(client, positionals[0] as string)
    await client.ask('DELETE', `/clients/${fingerprint}`)
    print({ fingerprint, name }, () => `${name} is off the list.\n`)
  },
})
