import type { EventName } from './events/catalogue.ts'
import { done, refuse } from './system/outcome.ts'
import type { EventView, Events } from './system/events.ts'

type Mutable<T> = { -readonly [name in keyof T]: T[name] }

/** An event log in memory, as the scripts need it. */
export class FakeEvents {
  log: Mutable<EventView>[] = []
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  unfixed(event: EventName): Mutable<EventView>[] {
    return this.log.filter((one) => one.event === event && !one.fixed)
  }

  /** Sees to it that of `kinds`, on this object, just `finding` is open; its sequence number. */
  report(
    kinds: readonly EventName[],
    finding: EventName | undefined,
    object: { id: number; name: string },
  ): number | undefined {
    for (const event of this.log) {
      const ours = kinds.includes(event.event) && event.objectId === object.id && !event.fixed
      if (!ours || event.event === finding) continue
      Object.assign(event, { fixed: true, autoFixed: true, fixedTime: this.now() })
    }
    if (!finding) return undefined
    const open = this.unfixed(finding).find(({ objectId }) => objectId === object.id)
    if (open) {
      Object.assign(open, { count: open.count + 1, lastTime: this.now() })
      return open.sequenceNumber
    }
    return this.raise(finding, object)
  }

  raise(event: EventName, object?: { id: number; name: string }): number {
    const sequenceNumber = 100 + this.log.length
    this.log.push({
      sequenceNumber,
      event,
      firstTime: this.now(),
      lastTime: this.now(),
      objectId: object?.id,
      objectName: object?.name,
      reportingNode: { id: 1, name: 'node1' },
      count: 1,
      expired: false,
      fixed: false,
      autoFixed: false,
      fixedTime: undefined,
      sense: new Uint8Array([0x01, 0xab]),
    })
    return sequenceNumber
  }

  private set(sequenceNumber: number, fixed: boolean) {
    const event = this.log.find((one) => one.sequenceNumber === sequenceNumber)
    if (!event) return refuse('6591', String(sequenceNumber))
    Object.assign(event, { fixed, fixedTime: fixed ? this.now() : undefined })
    return done()
  }

  readonly events: Events = {
    list: async () => this.log,
    fix: async (sequenceNumber) => this.set(sequenceNumber, true),
    unfix: async (sequenceNumber) => this.set(sequenceNumber, false),
  }
}
