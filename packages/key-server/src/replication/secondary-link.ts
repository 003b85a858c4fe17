import { ConnectError, type Connection } from '@keyturn/platform/ports'
import { decodeRecord, encodeRecord } from '../records/index.ts'
import type {
  RunOutcome, SecondaryStatus, SecondaryTarget, SenderOptions,
} from './contracts.ts'
import { fault, faultCatalogue, ReplicationError, type ReplicationFault } from './faults.ts'
import { MessageStream } from './message-stream.ts'
import { judgePeer } from './peer.ts'
import { countPending } from './pending.ts'
import { readServer } from './position-row.ts'
import { Schedule } from './schedule.ts'
import { openSession, type SessionResult } from './sender-session.ts'

const CONNECT_MS = 5000
/** A success without anything to send is written down this often, in milliseconds. */
const UNCHANGED_RECORD_MS = 600_000

/** The row `replication/secondary/<name>`: what a restart of the primary must still know. */
interface LinkRecord {
  readonly version: 1
  /** The primary's revision up to which the secondary has everything. */
  readonly revision: number
  /** Milliseconds since 1970. */
  readonly lastSuccess: number
}

interface Order {
  readonly merge: boolean
  readonly resolve: (outcome: RunOutcome) => void
}

/** What the primary does about one secondary: one run at a time, by interval, by order, on change. */
export class SecondaryLink {
  readonly target: SecondaryTarget
  readonly #options: SenderOptions
  readonly #schedule: Schedule
  #orders: Order[] = []
  #connection: Connection | undefined
  #running = false
  #stopped = false
  /** The first run after a start compares everything: removals leave no trace in revisions. */
  #verify = true
  #revision = 0
  #recorded = 0
  #lastSuccess: number | undefined
  #lastAttempt: number | undefined
  #fault: ReplicationFault | undefined
  #behindSince: number | undefined
  #ended: Promise<void> = Promise.resolve()

  constructor(options: SenderOptions, target: SecondaryTarget) {
    this.#options = options
    this.target = target
    this.#schedule = new Schedule(options.clock, options.intervalMs)
  }

  async start(): Promise<void> {
    const row = await this.#options.store.get(this.#key)
    if (row) {
      const record = decodeRecord<LinkRecord>(row.key, row.value)
      this.#revision = record.revision
      this.#lastSuccess = record.lastSuccess
      this.#recorded = record.lastSuccess
    }
    this.#ended = this.#loop()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#connection?.destroy()
    this.#schedule.wake()
    await this.#ended
  }

  /** Something that is replicated was changed, or, with `removed`, taken away. */
  changed(removed: boolean): void {
    this.#behindSince ??= this.#options.clock.now()
    if (removed) this.#verify = true
    if (this.#options.onChange && !this.#schedule.failing) this.#schedule.wake()
  }

  runNow(merge: boolean): Promise<RunOutcome> {
    return new Promise((resolve) => {
      this.#orders.push({ merge, resolve })
      this.#schedule.wake()
    })
  }

  async status(): Promise<SecondaryStatus> {
    const { clock, store } = this.#options
    const { name, host, port } = this.target
    const waiting = await countPending(store, this.#revision)
    const since = this.#behindSince ?? this.#lastSuccess ?? clock.now()
    return {
      name, host, port,
      state: this.#state(waiting.records),
      ...(this.#lastSuccess === undefined ? {} : { lastSuccess: this.#lastSuccess }),
      ...(this.#lastAttempt === undefined ? {} : { lastAttempt: this.#lastAttempt }),
      ...(this.#fault === undefined ? {} : { lastFault: this.#fault }),
      nextRun: Math.round(clock.now() + this.#schedule.dueInMs),
      revision: this.#revision,
      lagRevisions: Math.max(0, waiting.newest - this.#revision),
      lagRecords: waiting.records,
      lagSeconds: waiting.records === 0 ? 0 : Math.max(0, Math.floor((clock.now() - since) / 1000)),
    }
  }

  #state(waiting: number): SecondaryStatus['state'] {
    if (this.#running) return 'running'
    if (this.#fault) return faultCatalogue[this.#fault.code].state
    return waiting > 0 || this.#lastSuccess === undefined ? 'pending' : 'upToDate'
  }

  get #key(): string {
    return `replication/secondary/${this.target.name}`
  }

  async #loop(): Promise<void> {
    for (;;) {
      await this.#schedule.due()
      const orders = this.#orders.splice(0)
      const outcome = this.#stopped ? this.#failed(fault('Stopped'))
        : await this.#run(orders.some(({ merge }) => merge))
      for (const { resolve } of orders) resolve(outcome)
      if (this.#stopped) break
    }
    for (const { resolve } of this.#orders) resolve(this.#failed(fault('Stopped')))
  }

  async #run(merge: boolean): Promise<RunOutcome> {
    const startedAt = this.#options.clock.monotonic()
    const startedNow = this.#options.clock.now()
    const verify = this.#verify
    this.#running = true
    this.#verify = false
    this.#lastAttempt = startedNow
    try {
      const result = await this.#converse({ verify, merge })
      this.#schedule.succeeded(startedAt)
      await this.#succeeded(result)
      return { name: this.target.name, outcome: result.rows > 0 ? 'sent' : 'unchanged', rows: result.rows }
    } catch (cause) {
      this.#verify ||= verify
      this.#schedule.failed()
      return this.#failed(this.#explain(cause))
    } finally {
      this.#running = false
    }
  }

  async #converse(order: { readonly verify: boolean; readonly merge: boolean }): Promise<SessionResult> {
    const { network, identity, clock, store } = this.#options
    const { host, port, peer } = this.target
    const connection = await network.connectTls({
      host, port, identity, authorities: peer.authorities, verifyHostname: false, timeoutMs: CONNECT_MS,
    })
    this.#connection = connection
    try {
      if (this.#stopped) throw new ReplicationError(fault('Stopped'))
      const stranger = judgePeer(connection.peer, peer)
      if (stranger) throw new ReplicationError(stranger)
      const session = await openSession(
        this.#options, this.target.name, new MessageStream(connection, clock), await readServer(store),
      )
      return await session.run(order)
    } catch (cause) {
      connection.destroy()
      throw cause
    } finally {
      this.#connection = undefined
    }
  }

  async #succeeded({ revision, rows }: SessionResult): Promise<void> {
    const { clock, store, log } = this.#options
    const now = clock.now()
    if (this.#fault) log.info('replication works again', { secondary: this.target.name })
    this.#fault = undefined
    this.#revision = revision
    this.#lastSuccess = now
    const waiting = await countPending(store, revision)
    this.#behindSince = waiting.records > 0 ? now : undefined
    if (waiting.records > 0 && this.#options.onChange) this.#schedule.wake()
    if (rows === 0 && now - this.#recorded < UNCHANGED_RECORD_MS) return
    this.#recorded = now
    const record: LinkRecord = { version: 1, revision, lastSuccess: now }
    await store.commit({ put: [{ key: this.#key, value: encodeRecord(record) }] })
  }

  #failed(what: ReplicationFault): RunOutcome {
    if (this.#fault?.code !== what.code && !this.#stopped) {
      const fields = { secondary: this.target.name, code: what.code, cause: what.message }
      this.#options.log.warn('replication failed', fields)
    }
    this.#fault = what
    return { name: this.target.name, outcome: 'failed', rows: 0, fault: what }
  }

  #explain(cause: unknown): ReplicationFault {
    const { host, port } = this.target
    if (this.#stopped) return fault('Stopped')
    if (cause instanceof ReplicationError) return cause.fault
    if (cause instanceof ConnectError) {
      return fault('Unreachable', { place: `${host}:${port}`, port, cause: cause.message })
    }
    throw cause
  }
}
