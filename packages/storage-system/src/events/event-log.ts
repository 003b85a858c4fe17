import { fromHex, toHex } from '@keyturn/bytes'
import { done, type Done, type EventName, type EventView, refuse } from '@keyturn/command-set'
import type { Clock } from '@keyturn/platform/ports'
import type { Change, EventRow, Records } from '../records/index.ts'
import { theNode } from '../node.ts'

/** Rows that the log keeps; beyond them the oldest fixed one goes. */
const MAX_EVENTS = 8_000
/** Numbers start here and only rise. */
const FIRST_SEQUENCE_NUMBER = 1
/** The log shows eight groups of sixteen bytes. */
const MAX_SENSE_BYTES = 128

/** What an event is about; absent: the system itself. */
export interface EventObject {
  readonly id: number
  readonly name: string
}

/**
 * The event log. An event that stands unfixed for an object is one row, however often its cause is
 * found; it is fixed by the system when the cause is gone, or by an administrator.
 */
export class EventLog {
  readonly #records: Records
  readonly #clock: Clock

  constructor(records: Records, clock: Clock) {
    this.#records = records
    this.#clock = clock
  }

  /** Opens an event, or counts one more on the row that stands unfixed. Answers its number. */
  async raise(event: EventName, object?: EventObject, sense?: Uint8Array): Promise<number> {
    return this.#records.transact(() => {
      const row = this.#raised(event, object, sense)
      return { changes: [...this.#put(row)], result: row.sequenceNumber }
    })
  }

  /**
   * Opens an event unless it stands unfixed already: for causes that a check finds again and again.
   */
  async ensure(event: EventName, object?: EventObject, sense?: Uint8Array): Promise<void> {
    if (this.standing(event, object?.id) !== undefined) return
    await this.#records.transact(() => {
      const standing = this.standing(event, object?.id) !== undefined
      return {
        changes: standing ? [] : this.#put(this.#raised(event, object, sense)),
        result: undefined,
      }
    })
  }

  /** Fixes the event, since its cause is gone. Nothing to do when none stands. */
  async settle(event: EventName, objectId?: number): Promise<void> {
    if (this.standing(event, objectId) === undefined) return
    await this.#records.transact(() => {
      const row = this.standing(event, objectId)
      const fixed = row && { ...row, fixed: true, autoFixed: true, fixedTime: this.#clock.now() }
      return { changes: fixed ? this.#put(fixed) : [], result: undefined }
    })
  }

  /** The unfixed row of this event for this object. */
  standing(event: EventName, objectId: number | undefined): EventRow | undefined {
    for (const row of this.#records.events.values()) {
      if (!row.fixed && row.event === event && row.objectId === objectId) return row
    }
    return undefined
  }

  /** The unfixed row with the lowest number among these events, of any object or of this one. */
  firstStanding(events: readonly EventName[], objectId?: number): EventRow | undefined {
    return [...this.#records.events.values()]
      .filter((row) => !row.fixed && events.includes(row.event)
        && (objectId === undefined || row.objectId === objectId))
      .sort((a, b) => a.sequenceNumber - b.sequenceNumber)[0]
  }

  /** All unfixed rows of this event, whatever their object. */
  standingRows(event: EventName): readonly EventRow[] {
    return [...this.#records.events.values()].filter((row) => !row.fixed && row.event === event)
  }

  get(sequenceNumber: number): EventRow | undefined {
    return this.#records.events.get(sequenceNumber)
  }

  views(): readonly EventView[] {
    return [...this.#records.events.values()]
      .sort((a, b) => a.sequenceNumber - b.sequenceNumber)
      .map(view)
  }

  /** An administrator's word; a cause that still holds opens a new event at the next check. */
  async mark(sequenceNumber: number, fixed: boolean): Promise<Done> {
    return this.#records.transact<Done>(() => {
      const row = this.#records.events.get(sequenceNumber)
      if (row === undefined) return { changes: [], result: refuse('6591', String(sequenceNumber)) }
      const { fixedTime: _, ...bare } = row
      const marked = { ...bare, fixed, autoFixed: false }
      const changed = fixed ? { ...marked, fixedTime: this.#clock.now() } : marked
      return { changes: this.#put(changed), result: done() }
    })
  }

  #raised(event: EventName, object: EventObject | undefined, sense?: Uint8Array): EventRow {
    const now = this.#clock.now()
    const shown = toHex((sense ?? new Uint8Array(0)).subarray(0, MAX_SENSE_BYTES))
    const standing = this.standing(event, object?.id)
    if (standing) return { ...standing, lastTime: now, count: standing.count + 1, sense: shown }
    return {
      sequenceNumber: this.#newest() + 1,
      event,
      firstTime: now,
      lastTime: now,
      ...(object ? { objectId: object.id, objectName: object.name } : {}),
      count: 1,
      fixed: false,
      autoFixed: false,
      sense: shown,
    }
  }

  #newest(): number {
    let newest = FIRST_SEQUENCE_NUMBER - 1
    for (const row of this.#records.events.values()) newest = Math.max(newest, row.sequenceNumber)
    return newest
  }

  #put(row: EventRow): readonly Change[] {
    const { events } = this.#records
    const put = events.put(row.sequenceNumber, row)
    if (events.size < MAX_EVENTS) return [put]
    const fixed = [...events.values()].filter((other) => other.fixed)
      .sort((a, b) => a.sequenceNumber - b.sequenceNumber)[0]
    return fixed ? [put, events.remove(fixed.sequenceNumber)] : [put]
  }
}

function view(row: EventRow): EventView {
  return {
    sequenceNumber: row.sequenceNumber,
    event: row.event,
    firstTime: row.firstTime,
    lastTime: row.lastTime,
    objectId: row.objectId,
    objectName: row.objectName,
    reportingNode: theNode,
    count: row.count,
    expired: false,
    fixed: row.fixed,
    autoFixed: row.autoFixed,
    fixedTime: row.fixedTime,
    sense: fromHex(row.sense) ?? new Uint8Array(0),
  }
}
