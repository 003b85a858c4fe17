import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeUtf8 } from '@keyturn/bytes'
import { Life, openSimulatedStore, SimulatedDisk } from '@keyturn/platform/simulated'
import { Records } from './records.ts'

const mustNotFail = (cause: unknown): void => assert.fail(String(cause))

const pool = (id: number) => ({
  id,
  name: `pool${id}`,
  backends: ['disk0'],
  extentBytes: 1,
  encrypt: true,
  easyTier: 'auto' as const,
  warningPercent: 0,
  volumeProtectionEnabled: true,
})

test('a transaction is built from what the one before it left', async () => {
  const records = await Records.open(openSimulatedStore(new SimulatedDisk()), mustNotFail)
  const take = () => records.transact(() => {
    const id = records.pools.lowestFree(10) ?? -1
    return { changes: [records.pools.put(id, pool(id))], result: id }
  })
  assert.deepEqual(await Promise.all([take(), take(), take()]), [0, 1, 2])
})

test('what is read is durable, and comes back after a crash', async () => {
  const disk = new SimulatedDisk()
  const life = new Life()
  const records = await Records.open(openSimulatedStore(disk, life), mustNotFail)
  let answered = false
  const changes = [records.pools.put(0, pool(0))]
  const pending = records.transact(() => ({ changes, result: undefined }))
    .then(() => {
      answered = true
    })
  assert.equal(records.pools.size, 0)
  await pending
  assert.equal(answered, true)
  life.kill()
  const again = await Records.open(openSimulatedStore(disk, new Life()), mustNotFail)
  assert.deepEqual(again.pools.get(0), pool(0))
})

test('a build that throws changes nothing and stops nobody', async () => {
  const records = await Records.open(openSimulatedStore(new SimulatedDisk()), mustNotFail)
  await assert.rejects(records.transact(() => {
    throw new Error('a defect')
  }), /a defect/)
  await records.transact(() => ({ changes: [records.pools.put(0, pool(0))], result: undefined }))
  assert.equal(records.pools.size, 1)
})

test('a store that fails ends the program, and leaves memory as it was', async () => {
  const store = openSimulatedStore(new SimulatedDisk())
  const failures: unknown[] = []
  const broken = { ...store, commit: () => Promise.reject(new Error('no space left')) }
  const records = await Records.open(broken, (cause) => failures.push(cause))
  const changes = [records.pools.put(0, pool(0))]
  await assert.rejects(records.transact(() => ({ changes, result: undefined })))
  assert.equal(failures.length, 1)
  assert.equal(records.pools.size, 0)
})

test('a row of a later version, or a damaged one, stops the start and names itself', async () => {
  for (const text of ['{"v":2,"id":0}', '{"v":1', '\ud83d', 'null']) {
    const store = openSimulatedStore(new SimulatedDisk())
    const value = text === '\ud83d' ? Uint8Array.of(0xff) : encodeUtf8(text)
    await store.commit({ put: [{ key: 'pool/0', value }] })
    await assert.rejects(Records.open(store, mustNotFail), /pool\/0/)
  }
})
