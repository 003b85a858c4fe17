// How the driver takes an event: one transaction of state and slot records.
import type { RekeyEvent } from '../rekey/event.ts'
import type { RekeyState } from '../rekey/state.ts'
import type { Check } from './scope.ts'
import type { World } from './world.ts'
import { indexOf, put } from './world.ts'
import { judged } from './judge.ts'

/**
 * Every world that the event may leave, the right one first; none when the machine refuses it. A
 * power cut before or after the transaction is a move of its own, and a torn transaction is one of
 * the two.
 */
export function persist(check: Check, world: World, event: RekeyEvent): readonly World[] {
  const next = check.states.step(world.mem, event)
  if (next < 0) return []
  const before = check.states.of(world.mem)
  const erased = check.states.erased(world.mem, next)
  const slots = without(withWritten(check, world.slots, before, event), erased)
  const done = judged(check, { ...world, disk: next, mem: next, slots }, world.mem, event)
  const { faults } = check
  if (faults.actsFirst === true) return [done, { ...world, mem: next }]
  const cut = { ...done, mem: -1, unlocked: false }
  if (faults.writesSlotLater === true) return [done, { ...cut, slots: world.slots }]
  if (faults.erasesSlotsFirst === true) {
    return [done, { ...cut, disk: world.disk, slots: without(world.slots, erased) }]
  }
  return [done]
}

function withWritten(check: Check, slots: string, before: RekeyState, event: RekeyEvent): string {
  const { rekey } = before
  if (event.type !== 'keyObtained' || rekey === null) return slots
  const current = before.methods[rekey.method].current?.slot
  const slot = check.faults.overwritesSlot === true ? current ?? rekey.slot : rekey.slot
  return put(slots, slot, String(indexOf(event.name)))
}

const without = (slots: string, erased: readonly number[]): string =>
  erased.reduce((result, slot) => put(result, slot, '-'), slots)
