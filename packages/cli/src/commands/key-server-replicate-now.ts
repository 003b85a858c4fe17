import { exitCodes } from '../command.ts'
import { keyServerCommand } from '../key-server-command.ts'

interface Outcome {
  readonly name: string
  readonly outcome: 'sent' | 'unchanged' | 'failed'
  readonly rows: number
  readonly fault?: { readonly message: string; readonly hint: string }
}

function sentence({ name, outcome, rows, fault }: Outcome): string {
  if (outcome === 'sent') return `${name}: ${rows} ${rows === 1 ? 'record' : 'records'} sent\n`
  if (outcome === 'unchanged') return `${name}: has everything already\n`
  return `${name}: failed. ${fault?.message}\n  ${fault?.hint}\n`
}

export const keyServerReplicateNow = keyServerCommand({
  words: ['replicate', 'now'],
  summary: 'bring the secondaries up to date at once',
  usage: '[--to SECONDARY] [--merge]',
  help: `Sends what was changed to all secondaries, or to one, and waits until it is durable there.
Ends with 1 when a secondary could not be brought up to date.

  --to SECONDARY        only this one, by the name that the primary's configuration gives it
  --merge               where the secondary holds keys that the primary lacks (the primary was restored from an
                        older backup, or lost its disk): fetch them first. Never drops a key on either side`,
  options: { to: { type: 'string' }, merge: { type: 'boolean' } },
  ask: async ({ client, text, flag, print }) => {
    const to = text('to')
    const body = { ...(to ? { to } : {}), ...(flag('merge') ? { merge: true } : {}) }
    const { outcomes } = await client.ask<{ outcomes: readonly Outcome[] }>('POST', '/replication/now', body)
    print(outcomes, (all) =>
      all.length === 0 ? 'This key server has no secondaries.\n' : all.map(sentence).join(''))
    return outcomes.some(({ outcome }) => outcome === 'failed') ? exitCodes.failed : exitCodes.done
  },
})
