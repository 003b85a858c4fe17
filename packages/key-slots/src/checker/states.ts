import type { RekeyAction } from '../rekey/action.ts'
import type { RekeyEvent } from '../rekey/event.ts'
import type { RekeyState } from '../rekey/state.ts'
import { heldSlots } from '../rekey/change.ts'
import type { Machine } from './machine.ts'
import type { MethodChange } from './judge.ts'
import { changesBetween } from './judge.ts'

/**
 * The states met so far, each under a small number, and the steps between them: a world then holds
 * two numbers in place of two states. The order of obligations means nothing and is made one.
 */
export class States {
  readonly machine: Machine
  readonly #byText = new Map<string, number>()
  readonly #states: RekeyState[] = []
  readonly #steps: Map<string, number>[] = []
  readonly #pending: (readonly RekeyAction[])[] = []
  readonly #holds: boolean[] = []
  /** By the numbers of both states. */
  readonly #changes = new Map<number, readonly MethodChange[]>()
  readonly #erased = new Map<number, readonly number[]>()
  readonly #late: (readonly RekeyEvent[])[][] = []

  constructor(machine: Machine) {
    this.machine = machine
  }

  get count(): number {
    return this.#states.length
  }

  idOf(state: RekeyState): number {
    const obligations = [...state.obligations].sort((a, b) => (a.name < b.name ? -1 : 1))
    const ordered = { ...state, obligations }
    const text = JSON.stringify(ordered)
    const known = this.#byText.get(text)
    if (known !== undefined) return known
    const id = this.#states.push(ordered) - 1
    this.#byText.set(text, id)
    this.#steps.push(new Map())
    this.#pending.push(this.machine.pending(ordered))
    this.#late.push([])
    this.#holds.push(heldSlots(ordered).length > 0)
    return id
  }

  of(id: number): RekeyState {
    return at(this.#states, id)
  }

  pending(id: number): readonly RekeyAction[] {
    return at(this.#pending, id)
  }

  /** Is there any key, and with it a system key? */
  holds(id: number): boolean {
    return at(this.#holds, id)
  }

  /** What the step from one state to another does to the slots. */
  changes(from: number, to: number): readonly MethodChange[] {
    return remembered(this.#changes, from * maxStates + to, () =>
      changesBetween(this.of(from), this.of(to)))
  }

  erased(from: number, to: number): readonly number[] {
    return remembered(this.#erased, from * maxStates + to, () =>
      this.machine.erasedSlots(this.of(from), this.of(to)))
  }

  /**
   * Those reports about the key `name` that belong to an earlier state, and yet change this one.
   */
  acceptedLate(
    id: number, index: number, events: () => readonly RekeyEvent[],
  ): readonly RekeyEvent[] {
    const late = at(this.#late, id)
    const known = late[index]
    if (known !== undefined) return known
    const accepted = events().filter((event) => {
      const next = this.step(id, event)
      return next >= 0 && next !== id
    })
    late[index] = accepted
    return accepted
  }

  /** The id of the next state, or -1 when the event is refused. */
  step(id: number, event: RekeyEvent): number {
    const steps = at(this.#steps, id)
    const text = textOf(event)
    const known = steps.get(text)
    if (known !== undefined) return known
    const result = this.machine.step(this.of(id), event)
    const next = 'state' in result ? this.idOf(result.state) : -1
    steps.set(text, next)
    return next
  }
}

/** More states than any scope reaches. */
const maxStates = 1_000_000

function remembered<T>(memory: Map<number, T>, key: number, make: () => T): T {
  const known = memory.get(key)
  if (known !== undefined) return known
  const made = make()
  memory.set(key, made)
  return made
}

/** Tells apart all events that the checker makes; faster than JSON. */
function textOf(event: RekeyEvent): string {
  switch (event.type) {
    case 'restarted': return event.type
    case 'enable':
    case 'cancel': return `${event.type} ${event.method}`
    case 'disable': return `${event.type} ${event.method} ${event.provenMethod}`
    case 'prepare': return `${event.type} ${event.method} ${event.name}`
    case 'commit': return `${event.type} ${event.method} ${event.force}`
    case 'rescueOpened': return `${event.type} ${event.method} ${event.slot}`
    case 'slotProven': return `${event.type} ${event.name} ${event.holders.length}`
    case 'obtainFailed': return `${event.type} ${event.name} ${event.sent}`
    case 'obligationSettled': return `${event.type} ${event.name} ${event.kind} ${event.outcome}`
    case 'secondHolderProven':
      return `${event.type} ${event.method} ${event.name} ${event.by} ${event.holders.length}`
    default: return `${event.type} ${event.name}`
  }
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`no entry ${index}`)
  return value
}
