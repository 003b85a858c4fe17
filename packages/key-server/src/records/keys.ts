import { encodeUtf8, toHex } from '@keyturn/bytes'
import type { Cryptography } from '@keyturn/platform/ports'

/** Digits of an audit sequence number in a key: 10^16 - 1 records, in order of key. */
const auditDigits = 16

/** The keys of rows; docs/formats/key-server-records.md is their page. */
export const recordKey = {
  object: (uniqueIdentifier: string): string => `object/${uniqueIdentifier}`,
  /** A KMIP Name can be longer than a key, hence its digest. */
  name: (cryptography: Pick<Cryptography, 'sha256'>, group: string, name: string): string =>
    `name/${group}/${toHex(cryptography.sha256(encodeUtf8(name)))}`,
  client: (fingerprint: string): string => `client/${fingerprint}`,
  group: (name: string): string => `group/${name}`,
  user: (name: string): string => `user/${name}`,
  server: 'server',
  seal: 'seal',
  audit: (sequence: number): string => `audit/${String(sequence).padStart(auditDigits, '0')}`,
} as const

/** What replication, export and the canonical hash do with the rows under a prefix. */
export interface Prefix {
  readonly prefix: string
  /** `replicated`: the same on every server. `local`: never leaves this server. */
  readonly scope: 'replicated' | 'local'
}

/** Every row of a key server lies under exactly one of these. */
export const prefixes: readonly Prefix[] = [
  { prefix: 'object/', scope: 'replicated' },
  { prefix: 'name/', scope: 'replicated' },
  { prefix: 'client/', scope: 'replicated' },
  { prefix: 'group/', scope: 'replicated' },
  { prefix: 'user/', scope: 'replicated' },
  { prefix: 'server', scope: 'local' },
  { prefix: 'seal', scope: 'local' },
  { prefix: 'audit/', scope: 'local' },
  { prefix: 'replication/', scope: 'local' },
]

/** The scope of a row; undefined for a key that no version of ours has written. */
export function scopeOf(key: string): Prefix['scope'] | undefined {
  return prefixes.find(({ prefix }) => key.startsWith(prefix))?.scope
}
