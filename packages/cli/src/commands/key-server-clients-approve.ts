import { type ClientView, resolveClient } from '../client-list.ts'
import { keyServerCommand } from '../key-server-command.ts'

export const keyServerClientsApprove = keyServerCommand({
  words: ['clients', 'approve'],
  summary: 'approve a client into a group',
  usage: 'CLIENT [--group GROUP] [--name NAME]',
  help: `Lets the certificate use the key server. CLIENT is its name, or six or more digits of its fingerprint:
compare the whole fingerprint with what the device shows before you approve.

  --group GROUP         the device group whose objects it shares; one of its own unless given
  --name NAME           what lists call it from now on`,
  options: { group: { type: 'string' }, name: { type: 'string' } },
  positionals: { min: 1, max: 1 },
  ask: async ({ client, positionals, text, print }) => {
    const { fingerprint } = await resolveClient(client, positionals[0] as string)
    const [group, name] = [text('group'), text('name')]
    const body = { ...(group ? { group } : {}), ...(name ? { name } : {}) }
    const path = `/clients/${fingerprint}/approve`
    print(await client.ask<ClientView>('POST', path, body),
      (approved) => `${approved.name} is approved, in the group ${approved.group}.\n`)
  },
})
