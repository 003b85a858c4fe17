import { randomBytes, X509Certificate } from 'node:crypto'
import type { CertificateRequest, Certificates, Files } from '@keyturn/platform/ports'
import { Failure } from '../clients/failure.ts'
import type { Layout } from './layout.ts'

const VALIDITY_DAYS = 3650
const MAX_PEM_BYTES = 65_536
const PASSWORD_BYTES = 15
const READABLE = 0o644
const SECRET = 0o600

/** Makes what is missing: the authority of the key servers, their certificates, two client identities, passwords. */
export async function makeIdentities(
  layout: Layout,
  files: Files,
  certificates: Certificates,
): Promise<void> {
  const authority = await ensurePair(files, layout.authority, () =>
    certificates.authority('Keyturn key servers', VALIDITY_DAYS),
  )
  const issue = (
    place: Pair,
    request: Pick<CertificateRequest, 'commonName' | 'dnsNames' | 'ipAddresses'>,
  ) =>
    ensurePair(files, place, () =>
      certificates.issue(authority, {
        organization: 'Keyturn',
        validityDays: VALIDITY_DAYS,
        ...request,
      }),
    )
  const addresses = [...new Set(['127.0.0.1', '::1', layout.bind])]
  for (const server of layout.keyServers) {
    const { certificate } = await issue(server, {
      commonName: server.name,
      dnsNames: ['localhost'],
      ipAddresses: addresses,
    })
    if (!new X509Certificate(certificate).checkIP(layout.bind)) {
      throw new Failure(
        `${layout.folder} was made for another address, which its certificates name: ` +
          'give the --bind of its first start, or another --data',
      )
    }
    await ensurePassword(files, server.passwordFile)
  }
  for (const client of layout.clients) {
    await issue(client, { commonName: client.name, dnsNames: [], ipAddresses: [] })
  }
  await ensurePassword(files, layout.storage.passwordFile)
}

interface Pair {
  readonly certificate: string
  readonly key: string
}

/** The pair of PEM texts at a place; the key is written first, so that a certificate on disk always has its key. */
async function ensurePair(files: Files, place: Pair, make: () => Promise<Pair>): Promise<Pair> {
  const certificate = await files.read(place.certificate, MAX_PEM_BYTES)
  const key = await files.read(place.key, MAX_PEM_BYTES)
  if (certificate && key) return { certificate: text(certificate), key: text(key) }
  const made = await make()
  await files.write(place.key, bytes(made.key), SECRET)
  await files.write(place.certificate, bytes(made.certificate), READABLE)
  return made
}

/** 120 random bits as 20 characters of base64url: nobody has to think of one, and it fits every shell unquoted. */
async function ensurePassword(files: Files, path: string): Promise<void> {
  await files.create(path, bytes(`${randomPassword()}\n`), SECRET)
}

function randomPassword(): string {
  // A leading hyphen would read as an option where scripts pass the password as a parameter.
  return randomBytes(PASSWORD_BYTES).toString('base64url').replace(/^-/, 'k')
}

const text = (value: Uint8Array): string => Buffer.from(value).toString('utf8')
const bytes = (value: string): Uint8Array => Buffer.from(value, 'utf8')
