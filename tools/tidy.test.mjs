import assert from 'node:assert/strict'
import test from 'node:test'
import { lint, untidy } from './tidy.mjs'

test('files, lines and words keep to the house style', () => {
  assert.deepEqual(untidy(), [])
})

test('the linter finds nothing', () => {
  assert.equal(lint(), '')
})
