import { keyServerCommand } from '../key-server-command.ts'
import { details } from '../table.ts'

interface Status {
  readonly name: string
  readonly version: string
  readonly role: string
  readonly epoch: number
  readonly primaryName?: string
  readonly ready: boolean
  readonly notReady: readonly string[]
  readonly objects: Readonly<Record<string, number>>
  readonly clients: Readonly<Record<string, number>>
  readonly groups: number
  readonly auditRecords: number
}

const counts = ({ total = 0, ...kinds }: Readonly<Record<string, number>>): string => {
  const parts = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`)
  return parts.length > 0 ? `${total} (${parts.join(', ')})` : String(total)
}

export const keyServerStatus = keyServerCommand({
  words: ['status'],
  summary: 'show role, readiness and counts',
  usage: '',
  help: 'Shows who the key server is, whether it serves, and what it keeps.',
  options: {},
  ask: async ({ client, print }) => {
    print(await client.ask<Status>('GET', '/status'), (status) => details([
      ['name', status.name],
      ['role', status.role],
      ['primary', status.primaryName],
      ['epoch', String(status.epoch)],
      ['version', status.version],
      ['ready', status.ready ? 'yes' : `no: ${status.notReady.join(', ')}`],
      ['objects', counts(status.objects)],
      ['clients', counts(status.clients)],
      ['groups', String(status.groups)],
      ['audit records', String(status.auditRecords)],
    ]))
  },
})
