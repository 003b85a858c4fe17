import { decodeUtf8 } from '@keyturn/bytes'
import { refuse, type Refusal } from '@keyturn/command-set'
import type { Core } from './core.ts'
import { resolveInJail } from './jail.ts'

/** Room for a chain of certificates. */
const MAX_PEM_BYTES = 65_536

/** A certificate that a user has uploaded. */
export async function readCertificate(
  { configuration, ports }: Core,
  publicPath: string,
): Promise<{ readonly pem: string } | Refusal> {
  const path = resolveInJail(configuration.data, publicPath)
  if (path === undefined) return refuse('8031', publicPath)
  let bytes: Uint8Array | undefined
  try {
    bytes = await ports.files.read(path, MAX_PEM_BYTES)
  } catch {
    return refuse('8794', publicPath)
  }
  if (bytes === undefined) return refuse('8031', publicPath)
  const pem = decodeUtf8(bytes)
  if (pem === undefined || ports.certificates.describe(pem) === undefined) {
    return refuse('8794', publicPath)
  }
  return { pem }
}
