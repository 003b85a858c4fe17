import { decodeUtf8 } from '@keyturn/bytes'
import type { Files, TlsIdentity } from '@keyturn/platform/ports'
import { StartError } from '../seal/index.ts'

/** Longest PEM file, in bytes: a chain, or a bundle of CAs. */
const MAX_PEM_BYTES = 1_048_576

/** The text of a file; `key` is its key in the configuration, for the message when it is not there. */
export type ReadPem = (path: string, key: string) => Promise<string>

export function pemReader(files: Files): ReadPem {
  return async (path, key) => {
    const bytes = await files.read(path, MAX_PEM_BYTES)
    if (bytes === undefined) throw new StartError(`The file ${path} (${key}) is missing.`)
    const text = decodeUtf8(bytes)
    if (text?.includes('-----BEGIN ')) return text
    throw new StartError(`The file ${path} (${key}) is not in PEM form.`)
  }
}

export async function readIdentity(
  read: ReadPem,
  paths: { readonly certificate: string; readonly key: string },
  section: string,
): Promise<TlsIdentity> {
  return {
    certificate: await read(paths.certificate, `${section}.certificate`),
    key: await read(paths.key, `${section}.key`),
  }
}

export const readAll = (
  read: ReadPem,
  paths: readonly string[],
  key: string,
): Promise<readonly string[]> => Promise.all(paths.map((path) => read(path, key)))
