// `node dist/walk.js STEP`: hits one step at every point, and prints how many there were. A
// program of its own, since the test runner's bookkeeping of promises would double its time.
import { Before, faults, type Step } from './crash-points.ts'

const steps: readonly Step[] = ['enable', 'prepare', 'commit', 'cancel']

async function walk(step: Step): Promise<number> {
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
  return points
}

const step = steps.find((each) => each === process.argv[2])
if (!step) throw new Error(`usage: walk ${steps.join(' | ')}`)
console.log(await walk(step))
