import { decodeUtf8, fromBase64, readU32BE } from '@keyturn/bytes'
import { refuse, type Refusal } from '@keyturn/command-set'
import type { Core } from '../core.ts'
import { resolveInJail } from '../jail.ts'

/** An RSA key of 16,384 bits needs 2,800 characters; comments come on top. */
const MAX_KEY_FILE_BYTES = 16_384

/** Types of public keys that SSH here accepts. */
const keyTypes: readonly string[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
]

/** Reads an uploaded OpenSSH public key and removes the file: it has done its service. */
export async function takeKeyFile(
  core: Core,
  publicPath: string,
): Promise<{ readonly sshKey: string } | Refusal> {
  const path = resolveInJail(core.configuration.data, publicPath)
  if (path === undefined) return refuse('8031', publicPath)
  // A longer file is no public key; the read of it rejects.
  const bytes = await core.ports.files.read(path, MAX_KEY_FILE_BYTES).catch(() => undefined)
  if (bytes === undefined) return refuse('8031', publicPath)
  const sshKey = parsePublicKey(decodeUtf8(bytes) ?? '')
  if (sshKey === undefined) return refuse('6504')
  await core.ports.files.remove(path)
  return { sshKey }
}

/**
 * Type and base64 of the first key in the text, without the comment. The type must stand in the
 * encoded key as well (RFC 4253 section 6.6).
 */
export function parsePublicKey(text: string): string | undefined {
  const line = text.split('\n').map((each) => each.trim())
    .find((each) => each !== '' && !each.startsWith('#'))
  const [type, encoded] = (line ?? '').split(/\s+/)
  if (type === undefined || encoded === undefined || !keyTypes.includes(type)) return undefined
  const blob = fromBase64(encoded)
  if (blob === undefined || blob.length < 4) return undefined
  const length = readU32BE(blob, 0)
  const inner = length <= 64 ? decodeUtf8(blob.subarray(4, 4 + length)) : undefined
  return inner === type ? `${type} ${encoded}` : undefined
}
