import assert from 'node:assert/strict'
import test from 'node:test'
import type { BlockFile, Done } from '@keyturn/platform/ports'
import { SyncGroup } from './sync-group.ts'

/** A file whose syncs end when the test says so. */
function heldFile() {
  const running: Done[] = []
  const file = { sync: (done: Done) => running.push(done) } as unknown as BlockFile
  return { file, running }
}

test('who asks while a sync runs waits for the next one, and all of these share it', () => {
  const { file, running } = heldFile()
  const group = new SyncGroup(file, assert.fail)
  const done: string[] = []
  group.sync(() => done.push('a'))
  // This write may have returned after the sync began: the running sync need not cover it.
  group.sync(() => done.push('b'))
  group.sync(() => done.push('c'))
  assert.equal(running.length, 1)
  running[0]?.(undefined)
  assert.deepEqual(done, ['a'])
  assert.equal(running.length, 2)
  running[1]?.(undefined)
  assert.deepEqual(done, ['a', 'b', 'c'])
  assert.equal(running.length, 2)
})

test('a failed sync fails all who ask, now and later, and is not tried again', async () => {
  const { file, running } = heldFile()
  const failures: string[] = []
  const group = new SyncGroup(file, (error) => failures.push(error))
  const errors: (string | undefined)[] = []
  group.sync((error) => errors.push(error))
  group.sync((error) => errors.push(error))
  running[0]?.('EIO')
  group.sync((error) => errors.push(error))
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(errors, ['EIO', 'EIO', 'EIO'])
  assert.deepEqual(failures, ['EIO'])
  assert.equal(running.length, 1)
})
