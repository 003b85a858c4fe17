import assert from 'node:assert/strict'
import test from 'node:test'
import type { Transaction } from '@keyturn/platform/ports'
import {
  Life, openSimulatedStore, simulatedCryptography, SimulatedDisk, SimulatedTime,
} from '@keyturn/platform/simulated'
import type { LedgerEntry } from '../records/index.ts'
import { openAuditTrail } from './audit-trail.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const entry = (action: string): LedgerEntry => ({ action, actor: 'user:test', outcome: 'Success' })
const put = (key: string, revision = 0): Transaction => ({
  compare: [{ key, revision }], put: [{ key, value: text('x') }],
})

async function makeTrail(beforeAnswer = false, disk = new SimulatedDisk()) {
  const life = new Life()
  const time = new SimulatedTime()
  const transactions: Transaction[] = []
  const store = openSimulatedStore(disk, life, (transaction) => {
    transactions.push(transaction)
    return 'go'
  })
  const options = { store, clock: time.clock(life), cryptography: simulatedCryptography, beforeAnswer }
  return { trail: await openAuditTrail(options), store, disk, life, time, transactions }
}

test('a change and its record are one transaction, and a refused change leaves no record', async () => {
  const { trail, store, transactions } = await makeTrail()
  assert.equal((await trail.commit(put('object/a'), entry('Create'))).committed, true)
  assert.equal(transactions.length, 1)
  assert.ok(await store.get('object/a'))
  assert.equal((await trail.commit(put('object/a'), entry('Create'))).committed, false)
  assert.deepEqual((await trail.read(1, 10)).map(({ sequence, action }) => [sequence, action]),
    [[1, 'Create']])
  assert.deepEqual(await trail.verify(), { intact: true, entries: 1, hash: (await headOf(store)).hash })
})

const headOf = async (store: { get(key: string): Promise<{ value: Uint8Array } | undefined> }) =>
  JSON.parse(new TextDecoder().decode((await store.get('audit/head'))?.value)) as { hash: string }

test('changes that come together share a transaction, and each keeps its own outcome', async () => {
  const { trail, store, transactions } = await makeTrail()
  await trail.commit(put('object/taken'), entry('Create'))
  transactions.length = 0
  const results = await Promise.all([
    trail.commit(put('object/first'), entry('First')),
    ...Array.from({ length: 20 }, (_, i) => trail.commit(put(`object/${i}`), entry(`Create${i}`))),
  ])
  assert.ok(results.every(({ committed }) => committed))
  assert.ok(transactions.length <= 2)
  const mixed = await Promise.all([
    trail.commit(put('object/second'), entry('Second')),
    trail.commit(put('object/taken'), entry('Clash')),
    trail.commit(put('object/third'), entry('Third')),
  ])
  assert.deepEqual(mixed.map(({ committed }) => committed), [true, false, true])
  assert.ok(await store.get('object/third'))
  assert.equal((await trail.verify()).intact, true)
  assert.ok((await trail.read(1, 100)).every(({ action }) => action !== 'Clash'))
})

test('a change that comes at any moment of another one is never left waiting', async () => {
  const { trail } = await makeTrail()
  for (let turns = 0; turns < 40; turns++) {
    const first = trail.commit(put(`object/${turns}-a`), entry('First'))
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    const second = trail.commit(put(`object/${turns}-b`), entry('Second'))
    await Promise.all([first, second])
  }
})

test('two changes of one row are never joined', async () => {
  const { trail } = await makeTrail()
  const results = await Promise.all([
    trail.commit(put('object/x'), entry('Zero')),
    trail.commit(put('object/a'), entry('One')),
    trail.commit(put('object/a'), entry('Two')),
  ])
  assert.deepEqual(results.map(({ committed }) => committed), [true, true, false])
})

test('what was only served is durable within 100 ms, and the answer does not wait', async () => {
  const { trail, store, time } = await makeTrail()
  await trail.note(entry('Get'))
  assert.equal(await store.revision(), 0)
  await time.advance(100)
  assert.equal((await trail.read(1, 10)).length, 1)
})

test('before the answer, where the configuration says so', async () => {
  const { trail, disk } = await makeTrail(true)
  await trail.note(entry('Get'))
  assert.equal(disk.rows().filter(({ key }) => key.startsWith('audit/0')).length, 1)
})

test('many notes go in few transactions, none is lost, and close waits for them', async () => {
  const { trail, transactions } = await makeTrail()
  for (let i = 0; i < 1000; i++) await trail.note(entry(`Get${i}`))
  await trail.close()
  assert.equal(trail.newest(), 1000)
  assert.ok(transactions.length <= 10)
  assert.equal((await trail.verify()).intact, true)
})

test('the chain goes on after a restart, and every change of it is found', async () => {
  const disk = new SimulatedDisk()
  const first = await makeTrail(false, disk)
  for (let i = 0; i < 3; i++) await first.trail.commit(put(`object/${i}`), entry(`Create${i}`))
  first.life.kill()
  const { trail, store } = await makeTrail(false, disk)
  await trail.commit(put('object/3'), entry('Create3'))
  assert.equal((await trail.verify()).intact, true)
  const key = 'audit/0000000000000002'
  const row = await store.get(key)
  assert.ok(row)
  const forged = text(new TextDecoder().decode(row.value).replace('Create1', 'Create9'))
  await store.commit({ put: [{ key, value: forged }] })
  assert.deepEqual(await trail.verify(),
    { intact: false, sequence: 3, cause: 'the record before it was changed' })
  await store.commit({ put: [{ key, value: row.value }], remove: ['audit/0000000000000004'] })
  assert.deepEqual(await trail.verify(), { intact: false, sequence: 4, cause: 'the record is missing' })
  await store.commit({ remove: [key] })
  assert.deepEqual(await trail.verify(), { intact: false, sequence: 2, cause: 'the record is missing' })
})
