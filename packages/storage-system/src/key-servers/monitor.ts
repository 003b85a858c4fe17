import type { UnlockingSlot } from '@keyturn/key-slots'
import type { Timer } from '@keyturn/platform/ports'
import type { Core } from '../core.ts'
import type { KeyServerRow } from '../records/index.ts'
import { assess, type Assessment, type Candidate } from './assess.ts'
import type { KeyServerDirectory } from './directory.ts'
import { eventOf, keyServerEvents, senseOf } from './fault.ts'

/**
 * While the system is locked every second counts: the pause between two rounds then (milliseconds).
 */
const LOCKED_INTERVAL_MS = 1_000

/** What the rest of the system makes of a round. */
export interface MonitorHooks {
  /** The slots that a start may open by itself: the keys that every server should hold. */
  wanted(): readonly UnlockingSlot[]
  /** Whether the current key still seeks a second holder, so that backups are worth asking for. */
  seeksSecondHolder(): boolean
  /** The system is locked: a key that opens a slot unlocks it. */
  isLocked(): boolean
  /** A server is online that was not when it was asked last. */
  serverOnline(): void
  /** All servers were asked in one pass; `assessments` is by server id. */
  roundEnded(assessments: ReadonlyMap<number, Assessment>): Promise<void>
}

/** `order` is that of the questions, so that a late answer does not replace a newer one. */
interface Finding {
  readonly assessment: Assessment
  readonly order: number
}

/**
 * Validates every key server on a timer, on demand, and after each step of a rekey. Its findings
 * are states and events that fix themselves.
 */
export class KeyServerMonitor {
  readonly #core: Core
  readonly #directory: KeyServerDirectory
  readonly #hooks: MonitorHooks
  readonly #intervalMs: number
  readonly #published = new Map<number, Finding>()
  #order = 0
  #timer: Timer | undefined
  #round: Promise<void> | undefined
  #again: Promise<void> | undefined
  #stopped = false

  constructor(core: Core, directory: KeyServerDirectory, hooks: MonitorHooks, intervalMs: number) {
    this.#core = core
    this.#directory = directory
    this.#hooks = hooks
    this.#intervalMs = intervalMs
  }

  /** The last finding about a server; undefined while there is none. */
  finding(id: number): Assessment | undefined {
    return this.#published.get(id)?.assessment
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  /**
   * Validates all servers now. A call during a round waits for a round that begins after it, so
   * that the answer is never older than the question.
   */
  round(): Promise<void> {
    if (this.#round === undefined) return this.#start()
    this.#again ??= this.#round.then(() => {
      this.#again = undefined
      return this.#start()
    })
    return this.#again
  }

  /** Validates one server now; status and events follow before it answers. */
  async validate(server: KeyServerRow): Promise<Assessment> {
    const order = ++this.#order
    const assessment = await this.assess(server)
    await this.#publish(server, assessment, order)
    return assessment
  }

  /** Looks without a trace: for a server that is not one of ours yet. */
  assess(server: Candidate): Promise<Assessment> {
    return assess(this.#core, this.#directory, this.#hooks, server)
  }

  /** Forgets a server that was removed, and settles what was said of it. */
  async forget(id: number): Promise<void> {
    this.#published.delete(id)
    for (const event of keyServerEvents) await this.#core.events.settle(event, id)
  }

  async #start(): Promise<void> {
    if (this.#stopped) return
    this.#timer?.cancel()
    this.#round = this.#run().finally(() => {
      this.#round = undefined
      this.#schedule()
    })
    return this.#round
  }

  async #run(): Promise<void> {
    const servers = this.#directory.all()
    const findings = await Promise.all(servers.map(async (server) =>
      [server.id, await this.validate(server)] as const))
    if (!this.#stopped) await this.#hooks.roundEnded(new Map(findings))
  }

  #schedule(): void {
    if (this.#stopped) return
    const delayMs = this.#hooks.isLocked()
      ? Math.min(LOCKED_INTERVAL_MS, this.#intervalMs)
      : this.#intervalMs
    this.#timer = this.#core.ports.clock.setTimer(delayMs, () => {
      this.round().catch((error: unknown) => this.#core.ports.abort(error))
    })
  }

  async #publish(server: KeyServerRow, assessment: Assessment, order: number): Promise<void> {
    const published = this.#published.get(server.id)
    if (published !== undefined && published.order > order) return
    if (this.#directory.get(server.id) === undefined || this.#stopped) return
    this.#published.set(server.id, { assessment, order })
    const turnedOnline = assessment.fault === undefined && published?.assessment.fault !== undefined
    if (turnedOnline) this.#hooks.serverOnline()
    const { events } = this.#core
    const raised = assessment.fault && eventOf(assessment.fault)
    for (const event of keyServerEvents) {
      if (event !== raised) await events.settle(event, server.id)
    }
    if (assessment.fault && raised) {
      await events.ensure(raised, server, senseOf(assessment.fault))
    }
  }
}
