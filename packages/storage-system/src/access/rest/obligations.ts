import { formatMessage, refuse, type Refusal } from '@keyturn/command-set'
import type { HttpResponse } from '@keyturn/platform/ports'
import type { AccessParts } from '../parts.ts'
import type { AccessUser } from '../users.ts'
import { answerJson } from './answers.ts'

/** `POST /rest/v1/obligations`, an addition of ours: what remains to be done to keys at key servers. */
export function listObligations({ obligations }: AccessParts): HttpResponse {
  const rows = obligations.list().map(({ kind, method, name, identifier, reason }) => ({
    action: kind, method: method.toLowerCase(), name, uid: identifier ?? '', reason: reason ?? '',
  }))
  return answerJson(200, rows)
}

/**
 * `POST /rest/v1/waive/NAME`, an addition of ours: takes one of them off the list, audited, when the
 * key server is gone for good. For SecurityAdmin alone.
 */
export async function waiveByRest(
  { obligations }: AccessParts,
  user: AccessUser,
  encodedName: string | undefined,
  address: string,
): Promise<HttpResponse> {
  if (user.role !== 'SecurityAdmin') return refused(403, refuse('8824'))
  const name = decoded(encodedName ?? '')
  if (name === '') return refused(500, refuse('5701'))
  const outcome = await obligations.waive(name, { user: user.name, origin: 'REST', address })
  return outcome.ok ? answerJson(200, outcome.value) : refused(500, outcome)
}

const refused = (status: number, refusal: Refusal): HttpResponse =>
  answerJson(status, `Command error occurred; error code 1: ${formatMessage(refusal)} `)

/** A segment that is no URL encoding names nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return ''
  }
}
