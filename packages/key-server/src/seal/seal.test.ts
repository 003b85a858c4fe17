import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Life, openSimulatedStore, simulatedCryptography as cryptography, simulatedRandom, SimulatedDisk,
  SimulatedFileSystem,
} from '@keyturn/platform/simulated'
import { createSeal, openSeal, reseal, rootKeyFile, type Seal } from './index.ts'

const ports = { cryptography, random: simulatedRandom(1) }
const key = (byte: number) => new Uint8Array(32).fill(byte)
const material = new TextEncoder().encode('key material of 32 bytes exactly')
const PATH = '/data/root.key'

test('material opens under its key and its identifier, and under nothing else', () => {
  const seal = createSeal(ports, 'aaaa', key(1))
  const sealed = seal.seal('id-1', material)
  assert.deepEqual(seal.open('id-1', sealed), material)
  const turned = sealed.sealed.replace(/^./, (first) => first === 'A' ? 'B' : 'A')
  const failures: readonly (readonly [string, Uint8Array | undefined])[] = [
    ['another identifier', seal.open('id-2', sealed)],
    ['another key', createSeal(ports, 'aaaa', key(2)).open('id-1', sealed)],
    ['the same key by another name', createSeal(ports, 'bbbb', key(1))
      .open('id-1', { ...sealed, storeKey: 'bbbb' })],
    ['a key of another store', seal.open('id-1', { ...sealed, storeKey: 'bbbb' })],
    ['a flipped bit', seal.open('id-1', { ...sealed, sealed: turned })],
    ['a cut end', seal.open('id-1', { ...sealed, sealed: sealed.sealed.slice(0, -4) })],
    ['nothing', seal.open('id-1', { ...sealed, sealed: '' })],
    ['no Base64', seal.open('id-1', { ...sealed, sealed: '!!!!' })],
  ]
  for (const [name, opened] of failures) assert.equal(opened, undefined, name)
})

test('the same material is never sealed to the same bytes twice', () => {
  const seal = createSeal(ports, 'aaaa', key(1))
  assert.notEqual(seal.seal('id', material).sealed, seal.seal('id', material).sealed)
})

test('reseal changes the key and keeps the material; it says when it cannot', () => {
  const [here, there] = [createSeal(ports, 'here', key(1)), createSeal(ports, 'there', key(2))]
  const moved = reseal(here, there, 'id', here.seal('id', material))
  assert.ok(moved)
  assert.deepEqual(there.open('id', moved), material)
  assert.equal(reseal(there, here, 'id', here.seal('id', material)), undefined)
})

class Place {
  readonly disk = new SimulatedDisk()
  readonly files = new SimulatedFileSystem().files(new Life())

  /** A start: with whatever root key file is there. */
  async open(): Promise<Seal> {
    const life = new Life()
    const store = openSimulatedStore(this.disk, life)
    try {
      return await openSeal(ports, store, (mayCreate) =>
        rootKeyFile({ ...ports, files: this.files }, PATH, mayCreate))
    } finally {
      life.kill()
    }
  }
}

test('the first start makes root key and store key, later ones open them again', async () => {
  const place = new Place()
  const sealed = (await place.open()).seal('id', material)
  assert.deepEqual((await place.open()).open('id', sealed), material)
  const text = new TextDecoder().decode(await place.files.read(PATH, 1000))
  assert.match(text, /^keyturn root key 1\n[0-9a-f]{64}\n$/)
})

test('a start that died between root key file and store goes on with that file', async () => {
  const place = new Place()
  await place.files.write(PATH, new TextEncoder().encode(`keyturn root key 1\n${'ab'.repeat(32)}\n`), 0o600)
  const sealed = (await place.open()).seal('id', material)
  assert.deepEqual((await place.open()).open('id', sealed), material)
})

test('a missing, damaged or wrong root key file refuses the start in words and makes no new key', async () => {
  const place = new Place()
  await place.open()
  const rightKey = await place.files.read(PATH, 1000)
  assert.ok(rightKey)
  await place.files.remove(PATH)
  await assert.rejects(place.open(), /root key file \/data\/root.key is missing. Put it back/)
  assert.equal(await place.files.read(PATH, 1000), undefined)
  await place.files.write(PATH, new TextEncoder().encode('keyturn root key 1\nabcd\n'), 0o600)
  await assert.rejects(place.open(), /is damaged/)
  await place.files.write(PATH, new TextEncoder().encode(`keyturn root key 1\n${'00'.repeat(32)}\n`), 0o600)
  await assert.rejects(place.open(), /does not fit this store/)
  await place.files.write(PATH, rightKey, 0o600)
  await place.open()
})
