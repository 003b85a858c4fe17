import { keyServerCommand } from '../key-server-command.ts'
import { details, table } from '../table.ts'

interface Fault {
  readonly message: string
  readonly hint: string
}

interface Secondary {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly state: string
  readonly lastSuccess?: string
  readonly nextRun?: string
  readonly lagRecords: number
  readonly lagSeconds: number
  readonly lastFault?: Fault
}

interface Replication {
  readonly role: string
  readonly secondaries?: readonly Secondary[]
  readonly received?: {
    readonly primaryName?: string
    readonly revision: number
    readonly lastContact?: string
    readonly lastReceived?: string
    readonly lastFault?: Fault
  }
  readonly contentHash?: string
}

const words = ({ message, hint }: Fault): string => `${message}\n    ${hint}`

function render({ role, secondaries, received, contentHash }: Replication): string {
  const hash = contentHash === undefined ? '' : `content hash  ${contentHash}\n`
  if (secondaries && secondaries.length > 0) {
    const rows = secondaries.map((one) => [
      one.name, `${one.host}:${one.port}`, one.state, one.lastSuccess ?? 'never',
      one.lagRecords === 0 ? '-' : `${one.lagRecords} records, ${one.lagSeconds} s`, one.nextRun ?? '-',
    ])
    const faults = secondaries.flatMap(({ name, lastFault }) =>
      lastFault ? [`${name}: ${words(lastFault)}\n`] : [])
    const titles = ['SECONDARY', 'ADDRESS', 'STATE', 'LAST SUCCESS', 'BEHIND BY', 'NEXT RUN']
    return table(titles, rows) + faults.join('') + hash
  }
  if (received === undefined) return `This key server is ${role} and replicates to nobody.\n${hash}`
  return details([
    ['primary', received.primaryName ?? 'not seen yet'],
    ['last contact', received.lastContact ?? 'never since the start'],
    ['last records', received.lastReceived ?? 'none since the start'],
    ['last fault', received.lastFault && words(received.lastFault)],
  ]) + hash
}

export const keyServerReplication = keyServerCommand({
  words: ['replication'],
  summary: 'show what each secondary has',
  usage: '[--hash]',
  help: `Shows the secondaries of a primary: how far each is behind, its last error, its next run; or, at a
secondary, when its primary came last.

  --hash                also the hash of all that is replicated: equal servers, equal hash (reads everything)`,
  options: { hash: { type: 'boolean' } },
  ask: async ({ client, flag, print }) => {
    const replication = await client.ask<Replication>('GET', '/replication')
    const contentHash = flag('hash')
      ? (await client.ask<{ hash: string }>('GET', '/replication/content-hash')).hash : undefined
    print({ ...replication, ...(contentHash ? { contentHash } : {}) }, render)
  },
})
