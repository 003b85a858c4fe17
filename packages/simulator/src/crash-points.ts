import type { WireMessage } from '@keyturn/platform/simulated'
import { Fleet } from './fleet.ts'
import { ended, type MachineImage, PATIENCE_MS } from './machines.ts'

/** What is done around a rekey, each with its own points. */
export type Step = 'enable' | 'prepare' | 'commit' | 'cancel'

/** One fault: at which durable write of which machine, or at which message between which machines. */
export type Point =
  | {
      readonly kind: 'write'
      readonly machine: number
      readonly number: number
      readonly fate: 'cut before' | 'cut after'
    }
  | {
      readonly kind: 'message'
      readonly number: number
      /** Lost with its connection, delivered before the connection breaks, or one side dies as it arrives. */
      readonly fate: 'lose and break' | 'deliver and break' | 'kill storage' | 'kill primary'
    }

/** What is done after the answer, at the key servers above all, has points too (milliseconds). */
const AFTER_ANSWER_MS = 5_000
const STORAGE = 0
const PRIMARY = 1

/** A fleet just before the step, to go back to before every point. */
export class Before {
  readonly step: Step
  readonly #fleet: Fleet
  readonly #images: readonly MachineImage[]

  private constructor(step: Step, fleet: Fleet) {
    this.step = step
    this.#fleet = fleet
    this.#images = fleet.machines.map((machine) => machine.image())
  }

  static async make(step: Step): Promise<Before> {
    const fleet = await Fleet.make(1, 1, step !== 'enable')
    if (step === 'enable') {
      await fleet.ok(
        fleet.storage.running.system.encryption.change({
          method: 'keyserver',
          step: 'disable',
          force: false,
        }),
      )
    } else if (step !== 'prepare') {
      await fleet.ok(fleet.rekey('prepare'))
    }
    await fleet.world.time.advance(AFTER_ANSWER_MS)
    return new Before(step, fleet)
  }

  /** Runs the step with this fault. Undefined when the step has no such point; else the fleet, healed. */
  async runWith(point: Point): Promise<Fleet | undefined> {
    const fleet = this.#fleet
    for (const [index, machine] of fleet.machines.entries()) {
      const image = this.#images[index]
      if (image) machine.restore(image)
    }
    await fleet.heal(1_000)
    const reached = setFault(fleet, point)
    const answered = this.#give(fleet)
    await fleet.world.time.until(Promise.race([answered, ended(fleet.storage.life)]), PATIENCE_MS)
    await fleet.world.time.advance(AFTER_ANSWER_MS)
    if (!reached()) return undefined
    await fleet.heal()
    return fleet
  }

  #give(fleet: Fleet): Promise<unknown> {
    return fleet.storage.running.system.encryption.change({
      method: 'keyserver',
      step: this.step,
      force: false,
    })
  }
}

function setFault(fleet: Fleet, point: Point): () => boolean {
  let count = 0
  let reached = false
  const here = () => ++count === point.number && (reached = true)
  if (point.kind === 'write') {
    const machine = fleet.machines[point.machine]
    if (machine) machine.fate = () => (here() ? point.fate : 'go')
    return () => reached
  }
  fleet.world.internet.fate = ({ from, to }: WireMessage) => {
    if ((from !== 'storage' && to !== 'storage') || !here()) return 'go'
    if (point.fate === 'kill storage') fleet.machines[STORAGE]?.life.kill()
    if (point.fate === 'kill primary') fleet.machines[PRIMARY]?.life.kill()
    return point.fate === 'lose and break' ? 'lose and break' : 'deliver and break'
  }
  return () => reached
}

/** Every way in which a step can be hit; the walk of one ends at the first number that is not reached. */
export const faults = [
  ...[STORAGE, PRIMARY].flatMap((machine) =>
    (['cut before', 'cut after'] as const).map(
      (fate) =>
        (number: number): Point => ({ kind: 'write', machine, number, fate }),
    ),
  ),
  ...(['lose and break', 'deliver and break', 'kill storage', 'kill primary'] as const).map(
    (fate) =>
      (number: number): Point => ({ kind: 'message', number, fate }),
  ),
]
