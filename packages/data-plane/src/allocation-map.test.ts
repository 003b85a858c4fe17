import assert from 'node:assert/strict'
import test from 'node:test'
import { AllocationMap, DATA, GRANULE_LENGTH, UNKNOWN, ZERO } from './allocation-map.ts'

test('a fresh file is zero where nothing was written; any other is unknown', () => {
  assert.equal(new AllocationMap(true).isZero(0, 2 ** 40), true)
  assert.equal(new AllocationMap(false).get(7), UNKNOWN)
})

test('a range marks every granule that it touches', () => {
  const map = new AllocationMap(true)
  map.mark(GRANULE_LENGTH - 512, 1024, DATA)
  assert.deepEqual([map.get(0), map.get(1), map.get(2)], [DATA, DATA, ZERO])
  assert.equal(map.isZero(GRANULE_LENGTH, 512), false)
  assert.equal(map.isZero(2 * GRANULE_LENGTH, 2 ** 35), true)
  const far = 2 ** 45
  map.mark(far, 512, DATA)
  assert.equal(map.get(far / GRANULE_LENGTH), DATA)
})
