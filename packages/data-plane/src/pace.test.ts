import assert from 'node:assert/strict'
import test from 'node:test'
import { Pace } from './pace.ts'

/** After enough slow accesses. */
function slowed(): Pace {
  const pace = new Pace(0.05)
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
  assert.equal(threadedOf(new Pace(0.05), 1000, 0.003), 0)
})

test('one slow access among many quick ones of a batch changes nothing', () => {
  const pace = new Pace(0.05)
  pace.measured(0.1 + 31 * 0.003, 32, 4096)
  assert.equal(pace.isThreaded, false)
})

test('one or two slow accesses may be the processor that was taken away', () => {
  const pace = new Pace(0.05)
  pace.measured(4, 1, 4096)
  pace.measured(4, 1, 4096)
  pace.measured(0.003, 1, 4096)
  pace.measured(4, 1, 4096)
  pace.measured(4, 1, 4096)
  assert.equal(pace.isThreaded, false)
})

test('slow accesses in a row send the next ones to the thread pool, and few probes block the loop', () => {
  const pace = slowed()
  const threaded = threadedOf(pace, 6500, 0.1)
  assert.ok(threaded >= 6390 && threaded < 6500, `${threaded} of 6500`)
})

test('when probes are quick again, so is everything', () => {
  const pace = slowed()
  threadedOf(pace, 200, 0.003)
  assert.equal(pace.isThreaded, false)
  assert.equal(threadedOf(pace, 1000, 0.003), 0)
})
