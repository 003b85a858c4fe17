import { concat, encodeUtf8, toHex } from '@keyturn/bytes'
import type { Cryptography, RecordStore } from '@keyturn/platform/ports'
import type { Seal } from '../seal/index.ts'
import { recordDigest, replicatedPrefixes, rowsUnder } from './records.ts'

const START = 'keyturn content 1'
const PAGE_ROWS = 500

/**
 * SHA-256, lower-case hex, over everything that is replicated, in order of key, key material included
 * (docs/protocols/replication.md): two servers are equal when their hashes are. Reads the whole store.
 */
export async function contentHash(
  store: RecordStore,
  seal: Seal,
  cryptography: Pick<Cryptography, 'sha256'>,
): Promise<string> {
  let hash = cryptography.sha256(encodeUtf8(START))
  for (const prefix of replicatedPrefixes) {
    for await (const row of rowsUnder(store, prefix, { pageRows: PAGE_ROWS })) {
      hash = cryptography.sha256(concat([hash, recordDigest(row, seal, cryptography)]))
    }
  }
  return toHex(hash)
}
