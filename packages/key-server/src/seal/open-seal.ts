import { fromBase64, toBase64, toHex } from '@keyturn/bytes'
import type { Cryptography, Random, RecordStore } from '@keyturn/platform/ports'
import { decodeRecord, encodeRecord } from '../records/json.ts'
import { recordKey } from '../records/keys.ts'
import type { SealRecord } from '../records/records.ts'
import { StartError, type RootKey } from './root-key.ts'
import { createSeal, SEAL_KEY_BYTES, type Seal } from './seal.ts'

/** Random bytes of a store key's identifier. */
const identifierBytes = 8

export interface SealPorts {
  readonly cryptography: Cryptography
  readonly random: Random
}

/**
 * The seal of this store: unwraps its store key, or makes one for a new store. `rootKey` is told
 * whether it may create what it needs: only a store without a seal may get a new root key.
 */
export async function openSeal(
  ports: SealPorts,
  store: RecordStore,
  rootKey: (mayCreate: boolean) => Promise<RootKey>,
): Promise<Seal> {
  const row = await store.get(recordKey.seal)
  const root = await rootKey(row === undefined)
  if (row === undefined) return firstSeal(ports, store, root)
  const record = decodeRecord<SealRecord>(recordKey.seal, row.value)
  if (record.provider !== root.provider) {
    throw new StartError(
      `This store was sealed with the root key provider "${record.provider}", ` +
        `but the configuration names "${root.provider}": correct the section [seal].`,
    )
  }
  const wrapped = fromBase64(record.wrapped)
  const key = wrapped && await root.unwrap(record.storeKey, wrapped)
  if (key === undefined) {
    throw new StartError(
      'The root key does not fit this store: it belongs to another one. Put back the right root key.',
    )
  }
  return createSeal(ports, record.storeKey, key)
}

async function firstSeal(ports: SealPorts, store: RecordStore, root: RootKey): Promise<Seal> {
  const storeKey = toHex(ports.random.bytes(identifierBytes))
  const key = ports.random.bytes(SEAL_KEY_BYTES)
  const wrapped = toBase64(await root.wrap(storeKey, key))
  const record: SealRecord = { version: 1, storeKey, provider: root.provider, wrapped }
  const { committed } = await store.commit({
    compare: [{ key: recordKey.seal, revision: 0 }],
    put: [{ key: recordKey.seal, value: encodeRecord(record) }],
  })
  if (!committed) throw new StartError('Another process is making this store: start once more.')
  return createSeal(ports, storeKey, key)
}
