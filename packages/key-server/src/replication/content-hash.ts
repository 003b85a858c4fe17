import type { Cryptography, RecordStore } from '@keyturn/platform/ports'
import type { Seal } from '../seal/index.ts'

/** SHA-256, lower-case hex, of the canonical export (docs/protocols/replication.md): equal servers, equal hash. */
export async function contentHash(
  _store: RecordStore,
  _seal: Seal,
  _cryptography: Pick<Cryptography, 'sha256'>,
): Promise<string> {
  throw new Error('not yet')
}
