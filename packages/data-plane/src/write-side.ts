import { nbd } from '@keyturn/nbd'
import { FAILED } from '@keyturn/platform/ports'
import { DATA } from './allocation-map.ts'
import type { DataPlaneContext } from './data-plane-context.ts'
import { STAGE_AT, STAGE_UNITS, UNIT_LENGTH } from './memory.ts'
import type { Volume } from './volume.ts'
import { HEADER_LENGTH } from './volume-header.ts'

/** One NBD_CMD_WRITE. Its data is written as it arrives, unit by unit, not first collected. */
export class WriteRequest {
  readonly cookieHigh: number
  readonly cookieLow: number
  readonly durable: boolean
  readonly length: number
  /** Where the next byte that arrives belongs. */
  offset: number
  /** Bytes that have not arrived yet. */
  remaining: number
  /** Writes to the file that are under way. */
  pending = 0
  error: number

  constructor(
    cookieHigh: number,
    cookieLow: number,
    offset: number,
    length: number,
    durable: boolean,
    error: number,
  ) {
    this.cookieHigh = cookieHigh
    this.cookieLow = cookieLow
    this.durable = durable
    this.length = length
    this.offset = offset
    this.remaining = length
    this.error = error
  }
}

/** Takes the data of one connection's writes to the file. */
export class WriteSide {
  readonly #context: DataPlaneContext
  readonly #volume: Volume
  /** Called once a request is done, in the file but not yet durable. */
  readonly #done: (request: WriteRequest) => void
  /** The request that each run of the batch belongs to. */
  readonly #requests: WriteRequest[] = []
  /** Writes in the thread pool. */
  #pending = 0

  constructor(context: DataPlaneContext, volume: Volume, done: (request: WriteRequest) => void) {
    this.#context = context
    this.#volume = volume
    this.#done = done
  }

  get idle(): boolean {
    return this.#pending === 0
  }

  /** The thread pool has as much as it may have: take no more data until a load slot is free. */
  get blocked(): boolean {
    const { writePace, writeOrder } = this.#volume
    return (writePace.isThreaded || writeOrder.size > 0) && this.#context.loadSlots.empty
  }

  /**
   * Takes what belongs to `request` from the memory between `at` and `end`, whole units only, and
   * less where it is blocked; the place behind it. The batch has to be committed before the memory
   * is used for anything else.
   */
  take(request: WriteRequest, at: number, end: number): number {
    if (request.error !== nbd.NBD_OK) {
      const skipped = Math.min(end - at, request.remaining)
      request.remaining -= skipped
      if (request.remaining === 0 && request.pending === 0) this.#done(request)
      return at + skipped
    }
    const batch = this.#context.writeBatch
    let from = at
    while (request.remaining > 0) {
      const available = Math.floor(Math.min(end - from, request.remaining) / UNIT_LENGTH)
      if (available === 0) break
      if (batch.totalUnits === STAGE_UNITS || batch.full) this.commit()
      // A batch is begun only when there will be a slot for it.
      if (batch.count === 0 && this.blocked) break
      const units = Math.min(available, STAGE_UNITS - batch.totalUnits)
      batch.add(request.offset / UNIT_LENGTH, units, from)
      this.#requests.push(request)
      request.pending++
      request.offset += units * UNIT_LENGTH
      request.remaining -= units * UNIT_LENGTH
      from += units * UNIT_LENGTH
    }
    return from
  }

  /** Encrypts what was taken, and writes it. */
  commit(): void {
    const batch = this.#context.writeBatch
    if (batch.count === 0) return
    this.#volume.engine.encrypt(batch)
    const threaded = this.#volume.writePace.threaded() || this.#overlapping
    const slot = threaded ? this.#context.loadSlots.take() : undefined
    if (slot === undefined) this.#writeNow()
    else this.#writeThreaded(slot)
    batch.clear()
    this.#requests.length = 0
  }

  /** Whether something of the batch is being written in the thread pool. */
  get #overlapping(): boolean {
    const { writeOrder } = this.#volume
    if (writeOrder.size === 0) return false
    const { firstUnit, units, count } = this.#context.writeBatch
    for (let i = 0; i < count; i++) {
      const offset = (firstUnit[i] as number) * UNIT_LENGTH
      if (writeOrder.overlaps(offset, (units[i] as number) * UNIT_LENGTH)) return true
    }
    return false
  }

  #writeNow(): void {
    const { memory, writeBatch } = this.#context
    const { file, writePace, allocation } = this.#volume
    const began = performance.now()
    let writes = 0
    this.#forEachRun((first, last, stageAt, length, offset) => {
      writes++
      const failed =
        file.writeSync(memory.bytes, stageAt, length, HEADER_LENGTH + offset) === FAILED
      allocation.mark(offset, length, DATA)
      const error = failed ? this.#volume.writeFailed(file.lastError) : nbd.NBD_OK
      if (!failed) this.#volume.writeSucceeded()
      for (let i = first; i <= last; i++) this.#written(this.#requests[i] as WriteRequest, error)
    })
    writePace.measured(
      performance.now() - began,
      Math.max(writes, writeBatch.count),
      writeBatch.totalUnits * UNIT_LENGTH,
    )
  }

  #writeThreaded(slot: number): void {
    const { memory, loadSlots, writeBatch } = this.#context
    const { file, allocation, writeOrder } = this.#volume
    memory.bytes.copyWithin(slot, STAGE_AT, STAGE_AT + writeBatch.totalUnits * UNIT_LENGTH)
    let runs = 0
    this.#forEachRun((first, last, stageAt, length, offset) => {
      const requests = this.#requests.slice(first, last + 1)
      const from = slot + stageAt - STAGE_AT
      runs++
      this.#pending++
      allocation.mark(offset, length, DATA)
      const write = (finished: (code: string | undefined) => void): void =>
        file.write(memory.bytes, from, length, HEADER_LENGTH + offset, finished)
      writeOrder.submit(offset, length, (done) =>
        write((code) => {
          done()
          this.#pending--
          // Again: somebody may have looked at the file before these bytes were in it.
          allocation.mark(offset, length, DATA)
          if (--runs === 0) loadSlots.give(slot)
          const error = code === undefined ? nbd.NBD_OK : this.#volume.writeFailed(code)
          if (code === undefined) this.#volume.writeSucceeded()
          for (const request of requests) this.#written(request, error)
        }),
      )
    })
  }

  /** Neighbours in the batch that are neighbours in the file are one write. */
  #forEachRun(
    act: (first: number, last: number, stageAt: number, length: number, offset: number) => void,
  ): void {
    const { firstUnit, units, count } = this.#context.writeBatch
    let stageAt = STAGE_AT
    let first = 0
    while (first < count) {
      const start = firstUnit[first] as number
      let runUnits = units[first] as number
      let last = first
      while (last + 1 < count && firstUnit[last + 1] === start + runUnits) {
        last++
        runUnits += units[last] as number
      }
      const length = runUnits * UNIT_LENGTH
      act(first, last, stageAt, length, start * UNIT_LENGTH)
      stageAt += length
      first = last + 1
    }
  }

  #written(request: WriteRequest, error: number): void {
    request.pending--
    if (error !== nbd.NBD_OK) request.error = error
    if (request.pending === 0 && request.remaining === 0) this.#done(request)
  }
}
