import assert from 'node:assert/strict'
import test from 'node:test'
import { SLOT_LENGTH } from './memory.ts'
import { SlotPool } from './slot-pool.ts'

test('slots do not overlap and come back; all who wait are told, once', () => {
  const pool = new SlotPool(1000, 2)
  const first = pool.take() as number
  const second = pool.take() as number
  assert.deepEqual(
    [first, second].sort((a, b) => a - b),
    [1000, 1000 + SLOT_LENGTH],
  )
  assert.equal(pool.take(), undefined)
  assert.equal(pool.empty, true)
  const told: string[] = []
  const early = { slotFree: () => told.push('early') }
  const late = { slotFree: () => told.push('late') }
  const gone = { slotFree: () => told.push('gone') }
  pool.wait(early)
  pool.wait(gone)
  pool.wait(late)
  pool.leave(gone)
  pool.give(first)
  assert.deepEqual(told, ['early', 'late'])
  pool.give(second)
  assert.deepEqual(told, ['early', 'late'])
})
