import assert from 'node:assert/strict'
import test from 'node:test'
import { Pace } from './pace.ts'

/** A disk that is read whenever somebody asks whether it was. */
function busyDisk(): () => number {
  let reads = 0
  return () => reads++
}
const idleDisk = (): number => 7

/** After enough slow accesses. */
function slowed(): Pace {
  const pace = new Pace(0.05, busyDisk())
  for (let i = 0; i < 3; i++) pace.measured(0.1, 1, 4096)
  return pace
}

/** How many of the next `count` accesses go to the thread pool; those done at once take `ms`. */
function threadedOf(pace: Pace, count: number, ms: number): number {
  let threaded = 0
  for (let i = 0; i < count; i++) {
    if (pace.threaded()) threaded++
    else pace.measured(ms, 1, 4096)
  }
  return threaded
}

test('what the page cache answers is read at once', () => {
  assert.equal(threadedOf(new Pace(0.05, busyDisk()), 1000, 0.003), 0)
})

test('copying a lot is not slow', () => {
  const pace = new Pace(0.05, busyDisk())
  for (let i = 0; i < 100; i++) pace.measured(0.1, 1, 128 * 1024)
  assert.equal(pace.isThreaded, false)
})

test('one slow access among many quick ones of a batch changes nothing', () => {
  const pace = new Pace(0.05, busyDisk())
  for (let i = 0; i < 100; i++) pace.measured(0.1 + 31 * 0.003, 32, 32 * 4096)
  assert.equal(pace.isThreaded, false)
})

test('a processor that was taken away is no slow disk', () => {
  const pace = new Pace(0.05, idleDisk)
  for (let i = 0; i < 10; i++) pace.measured(4, 1, 4096)
  assert.equal(pace.isThreaded, false)
  pace.measured(0.003, 1, 4096)
  for (let i = 0; i < 23; i++) pace.measured(4, 1, 4096)
  assert.equal(pace.isThreaded, false)
  pace.measured(4, 1, 4096)
  assert.equal(pace.isThreaded, true, 'slow all the time, whatever the kernel counts')
})

test('a slow disk sends accesses to the thread pool, and few probes block the loop', () => {
  const threaded = threadedOf(slowed(), 6500, 0.1)
  assert.ok(threaded >= 6390 && threaded < 6500, `${threaded} of 6500`)
})

test('when probes are quick again, so is everything', () => {
  const pace = slowed()
  threadedOf(pace, 200, 0.003)
  assert.equal(pace.isThreaded, false)
  assert.equal(threadedOf(pace, 1000, 0.003), 0)
})
