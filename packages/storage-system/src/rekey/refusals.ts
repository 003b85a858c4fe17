import { type MessageNumber, refuse, type Refusal } from '@keyturn/command-set'
import type { Refusal as StepRefusal } from '@keyturn/key-slots'

/** The machine's word as a message; the rows are those that key-slots names beside each word. */
const numbers: Readonly<Record<StepRefusal, MessageNumber>> = {
  notEnabled: '8532',
  rekeyOpen: '8530',
  committing: '8538',
  notPrepared: '8533',
  tooFewHolders: '8537',
  lastMethod: '8531',
  otherWayUnproven: '9144',
  tooManyParked: '8777',
  tooManyObligations: '8777',
  // A fresh random name that was used, or a command about what the state does not know, is a state
  // that moved on between the judgement and the step.
  nameUsed: '7387',
  unknown: '7387',
  stale: '7387',
}

export function refusalOfStep(refused: StepRefusal | Refusal): Refusal {
  return typeof refused === 'string' ? refuse(numbers[refused]) : refused
}
