import { nbd, writeDataChunkHeader, writeSimpleReply, type TransmissionRules } from '@keyturn/nbd'
import { FAILED, type ClientSocket } from '@keyturn/platform/ports'
import type { DataPlaneContext } from './data-plane-context.ts'
import { errorText, nbdError } from './errors.ts'
import { REPLY_SLOTS_PER_CONNECTION, STAGE_AT, STAGE_LENGTH, UNIT_LENGTH } from './memory.ts'
import type { SmallReplies } from './replies.ts'
import type { Volume } from './volume.ts'
import { HEADER_LENGTH } from './volume-header.ts'
import { MAXIMUM_PIECES } from './xts/unit-batch.ts'

/** Reads of one connection in the thread pool at a time. */
const LOADS_PER_CONNECTION = 32

/**
 * Bytes of reply slots to keep free for a load: loads up to half a stage fill at least half of each
 * slot, a larger one may have a slot for itself.
 */
const reserveOf = (length: number): number => Math.min(2 * length, STAGE_LENGTH)

/** One NBD_CMD_READ, until the last part of its data was put into a reply. */
export class ReadRequest {
  readonly cookieHigh: number
  readonly cookieLow: number
  /** The next byte that is not read yet. */
  offset: number
  /** Bytes that are not read yet. */
  remaining: number
  /** Bytes that are not in a reply yet. */
  unsent: number
  /** One header in front of all data: a simple reply, or DF. */
  readonly whole: boolean
  /** The header went out. */
  begun = false
  error: number = nbd.NBD_OK

  constructor(
    cookieHigh: number,
    cookieLow: number,
    offset: number,
    length: number,
    whole: boolean,
  ) {
    this.cookieHigh = cookieHigh
    this.cookieLow = cookieLow
    this.offset = offset
    this.remaining = length
    this.unsent = length
    this.whole = whole
  }
}

/** Ciphertext that the thread pool has read to a load slot. */
interface Load {
  readonly request: ReadRequest
  readonly offset: number
  readonly length: number
  readonly slot: number
  error: string | undefined
}

/** What the connection does for its read side. */
export interface ReadSideOwner {
  /** Work that was under way is done. */
  progressed(): void
  /** There is no way to tell the client of an error any more. */
  cut(cause: string): void
}

/** Answers the reads of one connection. */
export class ReadSide {
  readonly #context: DataPlaneContext
  readonly #volume: Volume
  readonly #socket: ClientSocket
  readonly #rules: TransmissionRules
  readonly #replies: SmallReplies
  readonly #owner: ReadSideOwner
  #queue: ReadRequest[] = []
  #loads = 0
  #loaded: Load[] = []
  #slots = 0
  /**
   * Bytes of reply slots that loads under way will need. A load waits for the client only where
   * loads of different lengths fill slots badly.
   */
  #reserved = 0
  #scheduled = false
  #closed = false

  constructor(
    context: DataPlaneContext,
    volume: Volume,
    socket: ClientSocket,
    rules: TransmissionRules,
    replies: SmallReplies,
    owner: ReadSideOwner,
  ) {
    this.#context = context
    this.#volume = volume
    this.#socket = socket
    this.#rules = rules
    this.#replies = replies
    this.#owner = owner
  }

  /** Requests that wait to be read. */
  get queued(): number {
    return this.#queue.length
  }

  /** Nothing waits, and nothing is under way but replies to the socket. */
  get idle(): boolean {
    return this.#queue.length === 0 && this.#loads === 0 && this.#loaded.length === 0
  }

  /** All memory is back. */
  get released(): boolean {
    return this.#loads === 0 && this.#slots === 0
  }

  add(request: ReadRequest): void {
    this.#queue.push(request)
  }

  close(): void {
    this.#closed = true
    this.#queue = []
    for (const load of this.#loaded.splice(0)) this.#context.loadSlots.give(load.slot)
    this.#context.loadSlots.leave(this)
  }

  /** A load slot may be free again, or a reply slot of ours is. */
  slotFree(): void {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.serve()
    })
  }

  /** Does what can be done now. */
  serve(): void {
    if (this.#closed) return
    if (this.#queue.length === 0 && this.#loaded.length === 0) return
    let going = true
    while (going) {
      if (this.#loaded.length > 0 && !this.#streaming && this.#freeSlots > 0) {
        this.#reply(this.#takeLoaded)
      } else if (this.#queue.length === 0) going = false
      else if (this.#mayLoad && this.#volume.readPace.threaded()) going = this.#load()
      else if (this.#freeSlots * STAGE_LENGTH - this.#reserved >= STAGE_LENGTH) {
        this.#reply(this.#takeQueued)
      } else going = false
    }
    this.#replies.flush()
    this.#owner.progressed()
  }

  /** The data of one reply is on its way in parts. */
  get #streaming(): boolean {
    return this.#replies.held
  }

  /** A reply that cannot be cut into chunks is read in order, at once. */
  get #mayLoad(): boolean {
    const first = this.#queue[0] as ReadRequest
    return !first.whole || (first.unsent <= STAGE_LENGTH && !first.begun)
  }

  get #freeSlots(): number {
    return REPLY_SLOTS_PER_CONNECTION - this.#slots
  }

  /** Gives the next part of the first request to the thread pool; false when that has to wait. */
  #load(): boolean {
    const { loadSlots, memory } = this.#context
    const request = this.#queue[0] as ReadRequest
    const length = Math.min(request.remaining, STAGE_LENGTH)
    const room = this.#freeSlots * STAGE_LENGTH - this.#reserved
    if (this.#loads >= LOADS_PER_CONNECTION || reserveOf(length) > room) return false
    const slot = loadSlots.take()
    if (slot === undefined) {
      loadSlots.wait(this)
      return false
    }
    this.#reserved += reserveOf(length)
    const load: Load = { request, offset: request.offset, length, slot, error: undefined }
    request.offset += length
    request.remaining -= length
    if (request.remaining === 0) this.#queue.shift()
    this.#loads++
    this.#volume.file.read(memory.bytes, slot, length, HEADER_LENGTH + load.offset, (error) => {
      this.#loads--
      load.error = error
      if (this.#closed) {
        loadSlots.give(slot)
        this.#owner.progressed()
        return
      }
      this.#loaded.push(load)
      this.slotFree()
    })
    return true
  }

  /** Fills one reply slot by `take`, and sends it. */
  #reply(take: (this: ReadSide, at: number) => number): void {
    const { replySlots, readBatch, memory } = this.#context
    const slot = replySlots.take()
    // Every connection has its number of them for itself.
    if (slot === undefined) throw new Error('reply slots were lent beyond their number')
    readBatch.clear()
    const end = take.call(this, slot)
    if (end === slot) {
      replySlots.give(slot)
      return
    }
    this.#volume.engine.decrypt(readBatch)
    this.#slots++
    this.#socket.write(memory.bytes.subarray(slot, end), () => {
      this.#slots--
      replySlots.give(slot)
      if (this.#closed) this.#owner.progressed()
      else if (this.#queue.length > 0 || this.#loaded.length > 0) this.slotFree()
      else this.#owner.progressed()
    })
  }

  /**
   * Reads from the queue, at once, as much as fits into a stage; the place behind the last reply.
   */
  #takeQueued(slot: number): number {
    const { memory } = this.#context
    const { file, readPace } = this.#volume
    // While the thread pool does the work, one access alone is tried here.
    const mostAccesses = readPace.isThreaded ? 1 : MAXIMUM_PIECES
    const began = performance.now()
    let accesses = 0
    let at = slot
    let room = STAGE_LENGTH
    while (this.#queue.length > 0 && room > 0 && accesses < mostAccesses) {
      const request = this.#queue[0] as ReadRequest
      // A request that would fit into a fresh stage is not cut.
      if (request.remaining > room && request.remaining <= STAGE_LENGTH && at > slot) break
      const length = Math.min(request.remaining, room)
      const { offset } = request
      const got = file.readSync(
        memory.bytes,
        STAGE_AT + STAGE_LENGTH - room,
        length,
        HEADER_LENGTH + offset,
      )
      accesses++
      request.offset += length
      request.remaining -= length
      if (request.remaining === 0 || got !== length) this.#queue.shift()
      if (got !== length) {
        this.#fail(request, length, got === FAILED ? nbdError(file.lastError) : nbd.NBD_EIO)
        continue
      }
      at = this.#part(request, at, offset, length)
      room -= length
      if (this.#streaming) break
    }
    readPace.measured(performance.now() - began, accesses, STAGE_LENGTH - room)
    return at
  }

  /** Takes what the thread pool has read. */
  #takeLoaded(slot: number): number {
    const { readBatch, memory, loadSlots } = this.#context
    let at = slot
    let room = STAGE_LENGTH
    let taken = 0
    for (const load of this.#loaded) {
      if (load.length > room || readBatch.full) break
      taken++
      this.#reserved -= reserveOf(load.length)
      const { request, length, offset, error } = load
      if (error !== undefined) {
        request.error = nbdError(error)
        request.unsent -= length
        if (request.unsent === 0) this.#refuse(request)
      } else {
        const stageAt = STAGE_AT + STAGE_LENGTH - room
        memory.bytes.copyWithin(stageAt, load.slot, load.slot + length)
        at = this.#part(request, at, offset, length)
        room -= length
      }
      loadSlots.give(load.slot)
    }
    this.#loaded.splice(0, taken)
    return at
  }

  /**
   * Puts the header of one part of a reply at `at`, and the part into the batch; the place behind
   * it.
   */
  #part(request: ReadRequest, at: number, offset: number, length: number): number {
    const { bytes } = this.#context.memory
    const first = !request.begun
    request.begun = true
    request.unsent -= length
    let dataAt = at
    if (this.#rules.structuredReplies) {
      if (first || !request.whole) {
        // An error among the parts of a request is told by a chunk behind the last of them.
        const last = request.unsent === 0 && request.error === nbd.NBD_OK
        const flags = request.whole || last ? nbd.REPLY_FLAG_DONE : 0
        const dataLength = request.whole ? length + request.unsent : length
        writeDataChunkHeader(bytes, at, request, flags, offset, dataLength)
        dataAt += nbd.DATA_CHUNK_HEADER_LENGTH
      }
    } else if (first) {
      writeSimpleReply(bytes, at, request, nbd.NBD_OK)
      dataAt += nbd.SIMPLE_REPLY_LENGTH
    }
    this.#context.readBatch.add(offset / UNIT_LENGTH, length / UNIT_LENGTH, dataAt)
    this.#replies.held = request.whole && request.unsent > 0
    this.#volume.counts.readBytes += length
    if (request.unsent === 0) {
      if (request.error === nbd.NBD_OK) this.#volume.counts.readOperations++
      else this.#refuse(request)
    }
    return dataAt + length
  }

  /** The next `length` bytes of a request could not be read: the rest of it is not tried. */
  #fail(request: ReadRequest, length: number, error: number): void {
    request.error = error
    if (request.whole && request.begun) {
      this.#owner.cut('a read failed after its reply had begun')
      return
    }
    request.unsent -= length + request.remaining
    request.remaining = 0
    // Parts of it that are in the thread pool come before the error.
    if (request.unsent === 0) this.#refuse(request)
  }

  #refuse(request: ReadRequest): void {
    this.#volume.counts.errors++
    const { structuredReplies } = this.#rules
    this.#replies.readError(request, request.error, structuredReplies, errorText(request.error))
  }
}
