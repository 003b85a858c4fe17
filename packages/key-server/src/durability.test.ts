// What was answered survives; what failed is not answered.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordStore } from '@keyturn/platform/ports'
import { decodeRecord, type ObjectRecord } from './records/index.ts'
import { named, Rig, type Client } from './simulated-rig.test.ts'

const clients = { alice: 'ALPHA' }
const groups = [{ name: 'ALPHA', may_destroy: true }]

async function material(client: Client, uniqueIdentifier: string): Promise<unknown> {
  return (await client.call('Get', { uniqueIdentifier })).object
}

test('after a power cut everything that was answered is there, findable, and the same key', async () => {
  const rig = await Rig.start({ clients, groups })
  const alice = await rig.connect('alice')
  const kept = await alice.createKey(named('kept'))
  const before = await material(alice, kept)
  await alice.call('Activate', { uniqueIdentifier: kept })
  const destroyed = await alice.createKey(named('gone'))
  await alice.call('Destroy', { uniqueIdentifier: destroyed })
  await rig.restart()
  const again = await rig.connect('alice')
  assert.deepEqual(await material(again, kept), before)
  assert.equal(await again.state(kept), 'Active')
  assert.equal(await again.state(destroyed), 'Destroyed')
  const find = async (name: string) =>
    (await again.call('Locate', { attributes: [named(name)] })).uniqueIdentifiers
  assert.deepEqual([await find('kept'), await find('gone')], [[kept], []])
  const taken = await again.refused('Create', { objectType: 'SymmetricKey', attributes: [
    { name: 'CryptographicAlgorithm', value: 'AES' },
    { name: 'CryptographicUsageMask', value: 12 }, named('kept'),
  ] })
  assert.match(taken.resultMessage ?? '', /The name kept is in use/)
})

test('no change is answered before its commit has resolved', async () => {
  let release: () => void = () => {}
  let held = false
  const wrapStore = (store: RecordStore): RecordStore => ({
    ...store,
    commit: async (transaction) => {
      if (held && transaction.put?.some(({ key }) => key.startsWith('object/'))) {
        await new Promise<void>((resolve) => {
          release = resolve
        })
      }
      return store.commit(transaction)
    },
  })
  const rig = await Rig.start({ clients, groups, wrapStore })
  const alice = await rig.connect('alice')
  held = true
  let answered = false
  const made = alice.createKey().then((uniqueIdentifier) => {
    answered = true
    return uniqueIdentifier
  })
  await rig.time.settle()
  await rig.time.settle()
  assert.equal(answered, false)
  release()
  assert.ok(await made)
})

test('a store that fails ends the server: no answer, not even to reads, and `failed` says why', async () => {
  let broken = false
  const wrapStore = (store: RecordStore): RecordStore => ({
    ...store,
    commit: async (transaction) => {
      if (broken) throw new Error('disk on fire')
      return store.commit(transaction)
    },
  })
  const rig = await Rig.start({ clients, groups, wrapStore })
  const alice = await rig.connect('alice')
  broken = true
  await assert.rejects(alice.createKey(), /closed|reset/)
  assert.match(String(await rig.server.failed), /disk on fire/)
  assert.ok(!rig.lines.join('\n').includes('GeneralFailure'))
})

test('an unexpected error becomes General Failure with a number that the log knows', async () => {
  let strange = false
  const wrapStore = (store: RecordStore): RecordStore => ({
    ...store,
    get: async (key) => {
      if (strange && key.startsWith('object/')) throw new Error('secret cause')
      return store.get(key)
    },
  })
  const rig = await Rig.start({ clients, groups, wrapStore })
  const alice = await rig.connect('alice')
  const uniqueIdentifier = await alice.createKey()
  strange = true
  const refusal = await alice.refused('Get', { uniqueIdentifier })
  assert.equal(refusal.resultReason, 'GeneralFailure')
  const logId = /its log knows it as (\w+)\./.exec(refusal.resultMessage ?? '')?.[1]
  assert.ok(logId && !refusal.resultMessage?.includes('secret cause'))
  assert.ok(rig.lines.some((line) => line.includes(logId) && line.includes('secret cause')))
})

test('the material of a destroyed object is removed when its time is over, not before', async () => {
  const rig = await Rig.start({ clients, groups: [
    { name: 'ALPHA', may_destroy: true, tombstone_days: 2 },
  ] })
  const alice = await rig.connect('alice')
  const uniqueIdentifier = await alice.createKey()
  await alice.call('Destroy', { uniqueIdentifier })
  const stored = (): ObjectRecord => {
    const row = rig.disk.get(`object/${uniqueIdentifier}`)
    assert.ok(row)
    return decodeRecord<ObjectRecord>(row.key, row.value)
  }
  await rig.time.advance(2 * 86_400_000 - 3_600_001)
  assert.ok(stored().material)
  await rig.time.advance(2 * 3_600_000)
  assert.equal(stored().material, undefined)
  assert.equal(stored().state, 'Destroyed')
})

test('key material and its digest input appear in no row, log or answer in clear', async () => {
  const rig = await Rig.start({ clients, groups })
  const alice = await rig.connect('alice')
  const secret = new TextEncoder().encode('correct horse battery staple')
  await alice.call('Register', {
    objectType: 'SecretData',
    attributes: [{ name: 'CryptographicUsageMask', value: 2 }],
    object: { objectType: 'SecretData', secretDataType: 'Password', keyBlock: {
      keyFormatType: 'Opaque', keyValue: { keyMaterial: secret },
    } },
  })
  const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', secret))
  const needles = [secret, sha256].flatMap((bytes) => {
    const buffer = Buffer.from(bytes)
    return [buffer.toString('latin1'), buffer.toString('hex'), buffer.toString('base64')]
  })
  const places = [...rig.lines, ...rig.disk.rows().map(({ value }) => Buffer.from(value).toString('latin1'))]
  for (const needle of needles) assert.ok(!places.some((place) => place.includes(needle)), needle)
})
