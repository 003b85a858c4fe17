// Every durable write of prepare and commit at the storage system, with real processes. `npm run
// soak` walks all the rest.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CrashWalk } from './support/crash-walk.mjs'
import { Installation } from './support/installation.mjs'

const installation = new Installation()
const walk = new CrashWalk(installation)
before(async () => {
  await installation.start()
  walk.writeData()
})
after(() => installation.remove())

for (const step of ['prepare', 'commit']) {
  test(`SIGKILL of the storage system at every durable write of ${step}`, async (context) => {
    const points = await walk.killAtEveryWrite('storage', step)
    context.diagnostic(`${points} durable writes of ${step}, each one a crash point`)
    assert.ok(points >= 2, 'a step persists an intent and a result')
  })
}
