import { decodeUtf8 } from '@keyturn/bytes'
import { formatMessage, refuse } from '@keyturn/command-set'
import type { HttpResponse } from '@keyturn/platform/ports'
import { createJailedFiles } from '../jailed-files.ts'
import type { AccessParts } from '../parts.ts'
import type { AccessUser } from '../users.ts'
import { answerJson, answerMessage } from './answers.ts'

/** Longest file that is sent, in bytes: it passes through memory. */
const maxFileBytes = 64 * 1_048_576

/** `{"prefix":"/dumps","filename":"x"}`: the bytes of one file in a public folder. */
export async function download(
  { ports, dataFolder }: AccessParts,
  { role }: AccessUser,
  body: Uint8Array,
): Promise<HttpResponse> {
  const jail = createJailedFiles(dataFolder, role)
  if (!jail) return answerMessage(403, '8824')
  const place = readPlace(body)
  if (!place) return answerJson(400, 'The body is not an object with prefix and filename.')
  const path = jail.resolve(place)
  const bytes = path && await ports.files.read(path, maxFileBytes).catch(() => undefined)
  if (!bytes) {
    const message = formatMessage(refuse('8031', place))
    return answerJson(500, `Command error occurred; error code 1: ${message} `)
  }
  return { status: 200, headers: { 'Content-Type': 'application/octet-stream' }, body: bytes }
}

function readPlace(body: Uint8Array): string | undefined {
  try {
    const { prefix, filename } = JSON.parse(decodeUtf8(body) ?? '') as Record<string, unknown>
    if (typeof prefix !== 'string' || typeof filename !== 'string') return undefined
    return `${prefix.replace(/\/$/, '')}/${filename}`
  } catch {
    return undefined
  }
}
