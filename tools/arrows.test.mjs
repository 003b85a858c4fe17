import assert from 'node:assert/strict'
import test from 'node:test'
import { brokenArrows } from './arrows.mjs'

test('every import follows an arrow of tools/arrows.mjs', () => {
  assert.deepEqual(brokenArrows(), [])
})
