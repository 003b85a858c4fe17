import { decodeUtf8, encodeUtf8 } from '@keyturn/bytes'
import type { Certificates, Files } from '@keyturn/platform/ports'

const fileMode = 0o600
const maxFileBytes = 65_536

/**
 * The SSH host key: `ssh_host_key` in the data folder, made at the first start. An administrator may
 * put another one there, in any form that the platform's SSH server reads.
 */
export async function hostKey(
  files: Files,
  certificates: Certificates,
  dataFolder: string,
): Promise<string> {
  const path = `${dataFolder}/ssh_host_key`
  const bytes = await files.read(path, maxFileBytes)
  if (bytes) return decodeUtf8(bytes) ?? ''
  // Of the certificate only its key is of use here: SSH has no certificates of this kind.
  const { key } = await certificates.selfSigned({
    commonName: 'SSH host key', dnsNames: [], ipAddresses: [], validityDays: 1,
  })
  await files.create(path, encodeUtf8(key), fileMode)
  return key
}
