import { equal } from '@keyturn/bytes'
import {
  erasedSlots,
  pending,
  type Refusal as StepRefusal,
  type RekeyAction,
  type RekeyEvent,
  type RekeyState,
  serialiseState,
  step,
} from '@keyturn/key-slots'
import type { Refusal } from '@keyturn/command-set'
import type { Core } from '../core.ts'
import type { Fault } from '../key-servers/fault.ts'
import type { Change } from '../records/index.ts'
import { Retries } from './retries.ts'
import { rekeyState } from './state.ts'

/** A key slot record that an event brings. */
export interface SlotRecord {
  readonly slot: number
  readonly bytes: Uint8Array
}

/** What an action found out: the event to report, with the slot record that it brings. */
export interface Report {
  readonly event: RekeyEvent
  readonly record?: SlotRecord
  /** Why it failed, for the command that waits. */
  readonly fault?: Fault
  /** Called when the event is durable, before anything follows from it; not when it was stale. */
  readonly accepted?: () => void
}

/** Carries out one action; undefined when nothing came of it, and it is to be tried again later. */
export type Perform = (action: RekeyAction) => Promise<Report | undefined>

export interface Extras {
  readonly record?: SlotRecord
  /** Judges inside the transaction; what it answers refuses the event. */
  readonly judge?: () => Refusal | undefined
  readonly accepted?: () => void
}

/**
 * Drives the rekey machine: every transition is one transaction, and only when it is durable is
 * anything done that the new state asks for. What to do is `pending(state)`, at each step and at
 * each start alike.
 */
export class RekeyDriver {
  readonly #core: Core
  readonly #perform: Perform
  readonly #afterStep: () => Promise<void>
  readonly #running = new Set<string>()
  readonly #retries: Retries
  /** Of the newest attempt that failed; there is one rekey at a time. */
  #failure: { readonly name: string; readonly fault: Fault } | undefined
  #waiters: (() => void)[] = []
  #stopped = false

  /** `afterStep` runs after each transition that took place, before those who wait are told. */
  constructor(core: Core, perform: Perform, afterStep: () => Promise<void>) {
    this.#core = core
    this.#perform = perform
    this.#afterStep = afterStep
    this.#retries = new Retries(core.ports.clock, () => this.#run())
  }

  get state(): RekeyState {
    return rekeyState(this.#core.records)
  }

  /** Why the attempt with this key name failed last. */
  faultOf(name: string): Fault | undefined {
    return this.#failure?.name === name ? this.#failure.fault : undefined
  }

  /** An unfinished prepare is cancelled, then everything that is left to do goes on. */
  async start(): Promise<void> {
    await this.apply({ type: 'restarted' })
    this.#run()
  }

  stop(): void {
    this.#stopped = true
    this.#retries.stop()
  }

  /** A key server came back: what waits for one need not wait longer. */
  hurry(): void {
    this.#retries.hurry()
  }

  /**
   * One transition. Resolves when it is durable, with undefined; or with why nothing happened: the
   * machine's word, or the judge's.
   */
  async apply(event: RekeyEvent, extras: Extras = {}): Promise<StepRefusal | Refusal | undefined> {
    const { records } = this.#core
    const outcome = await records.transact<StepRefusal | Refusal | 'moved' | 'still'>(() => {
      const judged = extras.judge?.()
      if (judged) return { changes: [], result: judged }
      const before = this.state
      const next = step(before, event)
      if ('refusal' in next) return { changes: [], result: next.refusal }
      const { state } = next
      const serialised = serialiseState(state)
      if (equal(serialised, serialiseState(before))) return { changes: [], result: 'still' }
      const erased = erasedSlots(before, state)
      const changes: Change[] = [
        records.rekey.put(serialised),
        ...(extras.record ? [records.slots.put(extras.record.slot, extras.record.bytes)] : []),
        ...erased.map((slot) => records.slots.remove(slot)),
      ]
      return { changes, scrub: erased.length > 0, result: 'moved' }
    })
    if (outcome === 'still') return undefined
    if (outcome !== 'moved') return outcome
    extras.accepted?.()
    await this.#afterStep()
    this.#run()
    for (const wake of this.#waiters.splice(0)) wake()
    return undefined
  }

  /** Resolves once the state is as `isSo` wants it; at once when it is. */
  async until(isSo: (state: RekeyState) => boolean): Promise<RekeyState> {
    while (!isSo(this.state)) await new Promise<void>((resolve) => this.#waiters.push(resolve))
    return this.state
  }

  #run(): void {
    if (this.#stopped) return
    const actions = pending(this.state)
    this.#retries.keep(actions.map(({ id }) => id))
    for (const action of actions) {
      // The key server monitor looks for second holders at each of its rounds.
      if (action.do === 'seekSecondHolder' || this.#running.has(action.id)) continue
      if (this.#retries.isWaiting(action.id)) continue
      this.#running.add(action.id)
      this.#carryOut(action).catch((error: unknown) => this.#core.ports.abort(error))
    }
  }

  async #carryOut(action: RekeyAction): Promise<void> {
    const report = await this.#perform(action)
    this.#running.delete(action.id)
    if (this.#stopped) return
    if (report === undefined) return this.#retries.wait(action.id)
    const { event, fault } = report
    if (fault && 'name' in event) this.#failure = { name: event.name, fault }
    await this.apply(event, {
      ...(report.record ? { record: report.record } : {}),
      ...(report.accepted ? { accepted: report.accepted } : {}),
    })
    // A report that changed nothing, such as a refusal that may pass, is made again later.
    if (pending(this.state).some(({ id }) => id === action.id)) this.#retries.wait(action.id)
  }
}
