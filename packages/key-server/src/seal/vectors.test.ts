// The format as another language writes it: testdata/key-server-records/make-vectors.py.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { toHex } from '@keyturn/bytes'
import {
  Life, openSimulatedStore, simulatedCryptography as cryptography, simulatedRandom, SimulatedDisk,
  SimulatedFileSystem,
} from '@keyturn/platform/simulated'
import { encodeRecord, recordKey, type SealRecord } from '../records/index.ts'
import { openSeal, rootKeyFile } from './index.ts'

interface Vectors {
  readonly rootKeyFile: string
  readonly seal: SealRecord
  readonly uniqueIdentifier: string
  readonly material: string
  readonly cases: readonly {
    readonly name: string
    readonly expect: 'opens' | 'does not open'
    readonly storeKey: string
    readonly sealed: string
    readonly material?: string
  }[]
}

const vectors = JSON.parse(readFileSync(
  new URL('../../../../testdata/key-server-records/vectors.json', import.meta.url), 'utf8')) as Vectors

test('a store whose root key, store key and material another program wrote opens', async () => {
  const life = new Life()
  const files = new SimulatedFileSystem().files(life)
  await files.create('/root.key', new TextEncoder().encode(vectors.rootKeyFile), 0o600)
  const store = openSimulatedStore(new SimulatedDisk(), life)
  await store.commit({ put: [{ key: recordKey.seal, value: encodeRecord(vectors.seal) }] })
  const ports = { cryptography, random: simulatedRandom(1), files }
  const seal = await openSeal(ports, store, (mayCreate) => rootKeyFile(ports, '/root.key', mayCreate))
  for (const { expect, material = vectors.material, name, sealed, storeKey } of vectors.cases) {
    const opened = seal.open(vectors.uniqueIdentifier, { storeKey, sealed })
    assert.equal(opened && toHex(opened), expect === 'opens' ? material : undefined, name)
  }
})
