// Enumerated, not sampled: every durable write and every KMIP request and reply of enable, prepare, commit and cancel,
// in either program; after each, every volume opens, the state is a legal one, and the next rekey completes.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Before, faults } from './crash-points.ts'

for (const step of ['enable', 'prepare', 'commit', 'cancel'] as const) {
  test(`${step}: a fault at every durable write and every message, in either program`, async (context) => {
    const before = await Before.make(step)
    let points = 0
    for (const fault of faults) {
      for (let number = 1; ; number += 1) {
        const point = fault(number)
        const fleet = await before.runWith(point)
        if (!fleet) break
        points += 1
        try {
          if (step === 'enable') await fleet.completeEnable()
          await fleet.mustBeWhole()
        } catch (cause) {
          throw new Error(`after ${JSON.stringify(point)} of ${step}`, { cause })
        }
      }
    }
    context.diagnostic(`${points} points of ${step}`)
    assert.ok(points > 1)
  })
}
