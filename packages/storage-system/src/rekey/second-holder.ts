import type { RekeyState } from '@keyturn/key-slots'
import type { Assessment } from '../key-servers/assess.ts'
import type { RekeyDriver } from './driver.ts'
import { type Holder, holderTexts, readHolder } from './holder.ts'

const METHOD = 'keyServer'

/**
 * What a round of the key server monitor says about the holders of the current key: two machines
 * that proved it in this pass, or a backup that a server reports, release the parked slots; a
 * second holder that is known to be gone is taken back.
 */
export async function reportHolders(
  driver: RekeyDriver,
  assessments: ReadonlyMap<number, Assessment>,
): Promise<void> {
  const { current } = driver.state.methods[METHOD]
  if (current === null) return
  const { name } = current.key
  const holders = holderTexts(holdersOf(name, assessments))
  if (current.secondHolder === null) {
    const backedUp = [...assessments.values()].some((each) => each.backedUp.includes(name))
    const proven = { type: 'secondHolderProven', method: METHOD, name } as const
    if (holders.length >= 2) await driver.apply({ ...proven, by: 'holders', holders })
    else if (backedUp) await driver.apply({ ...proven, by: 'backup', holders: [] })
  } else if (current.secondHolder === 'holders' && isLost(current.holders, name, assessments)) {
    await driver.apply({ type: 'secondHolderLost', method: METHOD, name })
  }
}

export const seeksSecondHolder = ({ methods }: RekeyState): boolean =>
  methods[METHOD].current !== null && methods[METHOD].current.secondHolder === null

const holdersOf = (name: string, assessments: ReadonlyMap<number, Assessment>): readonly Holder[] =>
  [...assessments].flatMap(([id, { proven }]) => {
    const machine = proven.get(name)
    return machine === undefined ? [] : [{ id, machine }]
  })

/**
 * A server that does not answer may still hold the key; one that was removed, or that says that it
 * has it not, does not. One that proves it counts as the machine that it is now, which may have a
 * new certificate.
 */
function isLost(
  known: readonly string[],
  name: string,
  assessments: ReadonlyMap<number, Assessment>,
): boolean {
  const silent = known.map(readHolder).filter(({ id }) => {
    const assessment = assessments.get(id)
    return assessment !== undefined && !assessment.lacking.includes(name)
      && !assessment.proven.has(name)
  })
  return holderTexts([...holdersOf(name, assessments), ...silent]).length < 2
}
