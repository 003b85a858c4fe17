import type { Clock } from '@keyturn/platform/ports'

interface Open {
  readonly hostId: number
  readonly uid: string
}

/** Clients that were handed over to the data plane, for as long as they are there. */
export class Connections {
  readonly #clock: Clock
  readonly #open = new Map<string, Open>()
  readonly #lastUse = new Map<string, number>()
  #next = 1

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Answers the name of the connection. */
  opened(hostId: number, uid: string): string {
    const connectionId = String(this.#next++)
    this.#open.set(connectionId, { hostId, uid })
    this.#lastUse.set(uid, this.#clock.now())
    return connectionId
  }

  closed(connectionId: string): void {
    const open = this.#open.get(connectionId)
    if (open === undefined) return
    this.#open.delete(connectionId)
    this.#lastUse.set(open.uid, this.#clock.now())
  }

  /** All connections of these volumes are gone, since their process is. */
  lost(uids: readonly string[]): void {
    for (const [id, { uid }] of this.#open) if (uids.includes(uid)) this.closed(id)
  }

  of(hostId: number, uid: string): readonly string[] {
    return [...this.#open].flatMap(([id, open]) =>
      open.hostId === hostId && open.uid === uid ? [id] : [])
  }

  countOf(hostId: number): number {
    let count = 0
    for (const open of this.#open.values()) if (open.hostId === hostId) count++
    return count
  }

  /** When a client of the volume came or went last; now, while one is there. */
  lastUse(uid: string): number | undefined {
    for (const open of this.#open.values()) if (open.uid === uid) return this.#clock.now()
    return this.#lastUse.get(uid)
  }

  forget(uid: string): void {
    this.#lastUse.delete(uid)
  }
}
