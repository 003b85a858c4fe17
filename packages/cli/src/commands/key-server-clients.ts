import { listClients, SHORT_FINGERPRINT } from '../client-list.ts'
import { keyServerCommand } from '../key-server-command.ts'
import { table } from '../table.ts'

export const keyServerClients = keyServerCommand({
  words: ['clients'],
  summary: 'list clients: pending, approved, revoked',
  usage: '[--pending]',
  help: `Lists the certificates that have been seen, and what was decided about them.

  --pending             only those that wait for approval`,
  options: { pending: { type: 'boolean' } },
  ask: async ({ client, flag, print }) => {
    const clients = (await listClients(client))
      .filter(({ status }) => !flag('pending') || status === 'pending')
    print(clients, (rows) => table(
      ['FINGERPRINT', 'STATUS', 'GROUP', 'NAME', 'FIRST SEEN FROM', 'EXPIRES'],
      rows.map(({ fingerprint, status, group, name, firstAddress, notAfter }) => [
        fingerprint.slice(0, SHORT_FINGERPRINT), status, group ?? '-', name, firstAddress || '-',
        notAfter.slice(0, 10),
      ]),
    ))
  },
})
