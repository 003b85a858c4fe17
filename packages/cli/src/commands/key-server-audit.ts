import { exitCodes, usageError } from '../command.ts'
import { keyServerCommand } from '../key-server-command.ts'
import { table } from '../table.ts'

interface AuditView {
  readonly sequence: number
  readonly time: string
  readonly actor: string
  readonly action: string
  readonly outcome: string
  readonly reason?: string
  readonly object?: string
  readonly address?: string
}

export const keyServerAudit = keyServerCommand({
  words: ['audit'],
  summary: 'show the newest records of the audit trail',
  usage: '[--limit N]',
  help: `Shows who did what, the newest record first.

  --limit N             at most N records (100; 1 to 1,000)`,
  options: { limit: { type: 'string' } },
  ask: async ({ client, text, print }) => {
    const limit = text('limit') ?? '100'
    if (!/^\d{1,4}$/.test(limit)) throw usageError('--limit is a number')
    const page = await client.ask<{ records: readonly AuditView[] }>('GET', `/audit?limit=${limit}`)
    print(page.records, (records) => table(
      ['NUMBER', 'TIME', 'ACTOR', 'ACTION', 'OUTCOME', 'FROM', 'OBJECT'],
      records.map(({ sequence, time, actor, action, outcome, reason, address, object }) => [
        String(sequence), time, actor.slice(0, 24), action, reason ? `${outcome} (${reason})` : outcome,
        address ?? '-', object ?? '-',
      ]),
    ))
  },
})

interface Verdict {
  readonly intact: boolean
  readonly entries?: number
  readonly sequence?: number
  readonly cause?: string
}

export const keyServerAuditVerify = keyServerCommand({
  words: ['audit', 'verify'],
  summary: 'check the hash chain of the audit trail',
  usage: '',
  help: 'Walks the whole chain. Ends with 1 at the first record that was changed or taken away.',
  options: {},
  ask: async ({ client, print }) => {
    const verdict = await client.ask<Verdict>('GET', '/audit/verify')
    print(verdict, ({ intact, entries, sequence, cause }) => intact
      ? `All ${entries} records are as they were written.\n` : `Record ${sequence}: ${cause}.\n`)
    return verdict.intact ? exitCodes.done : exitCodes.failed
  },
})
