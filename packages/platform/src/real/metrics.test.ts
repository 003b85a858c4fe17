import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics } from './metrics.ts'

test('what is exposed has the current labels only, and the numbers of the process', async () => {
  const metrics = createMetrics()
  const online = metrics.gauge('keyturn_test_online', 'Whether it answers.', ['name'])
  online.set(1, { name: 'first' })
  online.reset()
  online.set(0, { name: 'second' })
  metrics.counter('keyturn_test_total', 'So many.').add(2)
  metrics.histogram('keyturn_test_seconds', 'So long.', [0.1, 1]).observe(0.5)
  const text = await metrics.exposition()
  assert.doesNotMatch(text, /first/)
  for (const line of [
    'keyturn_test_online{name="second"} 0', 'keyturn_test_total 2',
    'keyturn_test_seconds_bucket{le="0.1"} 0', 'keyturn_test_seconds_bucket{le="1"} 1',
  ]) assert.ok(text.includes(`${line}\n`), line)
  assert.match(text, /^process_resident_memory_bytes \d+$/m)
})
