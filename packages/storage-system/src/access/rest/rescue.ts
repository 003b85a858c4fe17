import { decodeUtf8 } from '@keyturn/bytes'
import { formatMessage, refuse, type Refusal } from '@keyturn/command-set'
import type { HttpResponse } from '@keyturn/platform/ports'
import type { AccessParts } from '../parts.ts'
import type { AccessUser } from '../users.ts'
import { answerJson } from './answers.ts'

/**
 * `POST /rest/v1/rescue/-yes`, an addition of ours to the interface: the audited last resort when
 * the keys at the key servers are gone. For SecurityAdmin alone, and only with the word `yes`.
 */
export async function rescueByRest(
  { rescue }: AccessParts,
  { name, role }: AccessUser,
  flags: readonly string[],
  body: Uint8Array,
  address: string,
): Promise<HttpResponse> {
  if (role !== 'SecurityAdmin') return refused(403, refuse('8824'))
  const confirmed = flags.some((flag) => /^--?yes$/.test(flag)) || saysYes(body)
  if (!confirmed) return refused(500, refuse('5705', '-yes'))
  const outcome = await rescue({ user: name, origin: 'REST', address })
  return outcome.ok ? answerJson(200, outcome.value) : refused(500, outcome)
}

const refused = (status: number, refusal: Refusal): HttpResponse =>
  answerJson(status, `Command error occurred; error code 1: ${formatMessage(refusal)} `)

function saysYes(body: Uint8Array): boolean {
  try {
    return (JSON.parse(decodeUtf8(body) ?? '') as { yes?: unknown } | null)?.yes === true
  } catch {
    return false
  }
}
