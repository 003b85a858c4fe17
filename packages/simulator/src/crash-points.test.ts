// Enumerated, not sampled: every durable write and every KMIP request and reply of enable, prepare, commit and cancel,
// in either program; after each, every volume opens, the state is a legal one, and the next rekey completes.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const walker = fileURLToPath(new URL('walk.js', import.meta.url))

test('a fault at every durable write and every message, in either program', {
  concurrency: 2,
}, async (parent) => {
  await Promise.all(
    (['enable', 'prepare', 'commit', 'cancel'] as const).map((step) =>
      parent.test(step, async (context) => {
        const { stdout } = await promisify(execFile)(process.execPath, [
          '--enable-source-maps',
          walker,
          step,
        ])
        const points = Number(stdout)
        context.diagnostic(`${points} points of ${step}`)
        assert.ok(points > 1)
      }),
    ),
  )
})
