import assert from 'node:assert/strict'
import { test } from 'node:test'
import { referencePages } from './reference.mjs'

test('the reference pages say what the tables say', async () => {
  for (const { path, stands, should } of await referencePages()) {
    assert.equal(stands, should, `${path} is stale: run node tools/reference.mjs`)
  }
})
