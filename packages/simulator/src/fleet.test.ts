import assert from 'node:assert/strict'
import test from 'node:test'
import { Fleet } from './fleet.ts'

test('a fleet of real programs on simulated ports is whole, and rekeys', async () => {
  const fleet = await Fleet.make(1)
  await fleet.mustBeWhole()
  assert.equal((await fleet.rekeyView()).rekey, 'no')
})
