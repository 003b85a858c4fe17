import { CommandError } from './command.ts'
import type { Asking } from './key-server-command.ts'

/** A client of the key server, as its interface shows it. */
export interface ClientView {
  readonly fingerprint: string
  readonly name: string
  readonly status: 'pending' | 'approved' | 'revoked'
  readonly group?: string
  readonly subject: string
  readonly firstAddress: string
  readonly notAfter: string
}

/** Digits of a fingerprint that lists show; as many are enough to name a client. */
export const SHORT_FINGERPRINT = 16

export async function listClients(client: Asking): Promise<readonly ClientView[]> {
  return (await client.ask<{ clients: readonly ClientView[] }>('GET', '/clients')).clients
}

/** The one client that a name, a fingerprint, or the beginning of one stands for. */
export async function resolveClient(client: Asking, word: string): Promise<ClientView> {
  const all = await listClients(client)
  const wanted = word.toLowerCase().replaceAll(':', '')
  const found = all.filter(({ fingerprint, name }) =>
    name === word || (/^[0-9a-f]{6,64}$/.test(wanted) && fingerprint.startsWith(wanted)))
  if (found.length === 1) return found[0] as ClientView
  throw new CommandError(
    found.length === 0 ? `There is no client "${word}".` : `"${word}" stands for ${found.length} clients.`,
    'keyturn key-server clients shows them: take the name, or six or more digits of the fingerprint.',
  )
}
