import {
  beginTransmission,
  blockStatusChunk,
  judgeRequest,
  nbd,
  Request,
  type ExportFacts,
  type Negotiated,
  type TransmissionRules,
} from '@keyturn/nbd'
import type { ClientSocket, SocketReceiver } from '@keyturn/platform/ports'
import { blockStatus } from './block-status.ts'
import type { DataPlaneContext } from './data-plane-context.ts'
import { errorText } from './errors.ts'
import { RECEIVE_AT } from './memory.ts'
import { ReadRequest, ReadSide } from './read-side.ts'
import { SmallReplies } from './replies.ts'
import type { Volume } from './volume.ts'
import { WriteRequest, WriteSide } from './write-side.ts'
import { trim, writeZeroes } from './zeroing.ts'

/** Reads that wait for their turn; requests beyond stay in the socket. */
const MAXIMUM_QUEUED_READS = 256
/** Flushes, zeroes, status queries and durable writes that wait for the file. */
const MAXIMUM_SLOW_REQUESTS = 256

/** One client in the transmission phase. */
export class Connection implements SocketReceiver {
  readonly #context: DataPlaneContext
  readonly #volume: Volume
  readonly #socket: ClientSocket
  readonly #rules: TransmissionRules
  readonly #onClosed: (cause: string) => void
  readonly #replies: SmallReplies
  readonly #reads: ReadSide
  readonly #writes: WriteSide
  readonly #answerToGo: Uint8Array
  readonly #request = new Request()
  /** The write whose data is arriving. */
  #write: WriteRequest | undefined
  /** What has arrived and is not dealt with: a part of a header or unit, or more while paused. */
  #carry: Uint8Array = nothing
  #paused = false
  #resuming = false
  #parsing = false
  /** Requests that the file has under way, other than reads and writes. */
  #slow = 0
  /** Why no more requests are taken. */
  #finishing: string | undefined
  #closedBecause: string | undefined
  #reported = false
  #flushScheduled = false

  constructor(
    context: DataPlaneContext,
    volume: Volume,
    socket: ClientSocket,
    negotiated: Negotiated,
    facts: ExportFacts,
    onClosed: (cause: string) => void,
  ) {
    this.#context = context
    this.#volume = volume
    this.#socket = socket
    this.#onClosed = onClosed
    const { structuredReplies, allocationContextId } = negotiated
    const { sizeBytes, readOnly } = facts
    this.#rules = { sizeBytes, readOnly, structuredReplies, allocationContextId }
    this.#replies = new SmallReplies(socket)
    this.#reads = new ReadSide(context, volume, socket, this.#rules, this.#replies, {
      progressed: () => this.#progressed(),
      cut: (cause) => this.cut(cause),
    })
    this.#writes = new WriteSide(context, volume, (request) => this.#written(request))
    this.#answerToGo = beginTransmission(negotiated, facts)
  }

  /** `pending`: bytes behind GO that came with the socket. */
  start(pending: Uint8Array): void {
    this.#socket.start(this.#context.memory.receive, this)
    this.#socket.write(this.#answerToGo, () => undefined)
    if (pending.length === 0) return
    this.#carry = pending.slice()
    this.#parseCarried()
  }

  /** Takes no more requests, answers those it has, and closes. */
  finish(cause: string): void {
    this.#finishing ??= cause
    this.#progressed()
  }

  cut(cause: string): void {
    this.#finishing ??= cause
    this.#socket.destroy()
  }

  received(length: number): void {
    if (this.#finishing !== undefined) return
    const carried = this.#carry.length
    if (carried > 0) this.#context.memory.bytes.set(this.#carry, RECEIVE_AT - carried)
    this.#parse(RECEIVE_AT - carried, RECEIVE_AT + length)
  }

  ended(): void {
    this.finish('the client has closed')
  }

  closed(cause: string): void {
    this.#closedBecause = this.#finishing ?? cause
    this.#context.loadSlots.leave(this)
    this.#reads.close()
    this.#progressed()
  }

  #parse(start: number, end: number): void {
    const { bytes } = this.#context.memory
    this.#parsing = true
    let at = start
    while (this.#finishing === undefined) {
      if (this.#write) {
        at = this.#writes.take(this.#write, at, end)
        if (this.#write.remaining > 0) break
        this.#write = undefined
      }
      if (end - at < nbd.REQUEST_LENGTH || this.#blocked) break
      if (!this.#request.read(bytes, at)) {
        this.cut('a request without its magic')
        break
      }
      at += nbd.REQUEST_LENGTH
      this.#dispatch(this.#request)
    }
    // What is left now may be whole requests: nothing more may come before these are taken.
    if (this.#blocked) this.#pause()
    this.#writes.commit()
    this.#carry = at < end ? bytes.slice(at, end) : nothing
    this.#parsing = false
    this.#replies.flush()
    this.#reads.serve()
    this.#progressed()
  }

  get #blocked(): boolean {
    return (
      this.#reads.queued >= MAXIMUM_QUEUED_READS ||
      this.#slow >= MAXIMUM_SLOW_REQUESTS ||
      this.#writes.blocked
    )
  }

  #dispatch(request: Request): void {
    const error =
      this.#volume.failed && request.type !== nbd.CMD_DISC
        ? nbd.NBD_EIO
        : judgeRequest(request, this.#rules)
    const { type, flags, cookieHigh, cookieLow, offset, length } = request
    if (type === nbd.CMD_WRITE) {
      // The data of a refused write has to be passed over; too much of it is not worth that.
      if (length > MAXIMUM_SKIPPED_LENGTH) this.cut(`a write of ${length} bytes`)
      const durable = (flags & nbd.CMD_FLAG_FUA) !== 0
      this.#write = new WriteRequest(cookieHigh, cookieLow, offset, length, durable, error)
    } else if (error !== nbd.NBD_OK) {
      this.#refuse(request, error)
    } else if (type === nbd.CMD_READ) {
      const whole = !this.#rules.structuredReplies || (flags & nbd.CMD_FLAG_DF) !== 0
      this.#reads.add(new ReadRequest(cookieHigh, cookieLow, offset, length, whole))
    } else if (type === nbd.CMD_DISC) {
      this.#finishing = 'the client has disconnected'
    } else {
      this.#startSlow({ type, flags, cookieHigh, cookieLow, offset, length })
    }
  }

  /** What has to wait for the file without holding up anything else. */
  #startSlow(request: SlowRequest): void {
    this.#slow++
    const done = (error: number): void => {
      this.#slow--
      this.#answer(request, error)
      this.#replies.flush()
      this.#progressed()
    }
    switch (request.type) {
      case nbd.CMD_FLUSH:
        this.#volume.counts.flushes++
        this.#volume.sync(done)
        return
      case nbd.CMD_TRIM:
        this.#volume.counts.zeroOperations++
        void trim(this.#volume, request.offset, request.length).then(() =>
          this.#makeDurable(request, nbd.NBD_OK, done),
        )
        return
      case nbd.CMD_WRITE_ZEROES: {
        this.#volume.counts.zeroOperations++
        const allocate = (request.flags & nbd.CMD_FLAG_NO_HOLE) !== 0
        const fast = (request.flags & nbd.CMD_FLAG_FAST_ZERO) !== 0
        const { offset, length } = request
        void writeZeroes(this.#volume, this.#context.memory, offset, length, {
          allocate,
          fast,
        }).then((error) => this.#makeDurable(request, error, done))
        return
      }
      default:
        void this.#blockStatus(request)
    }
  }

  #makeDurable(request: SlowRequest, error: number, done: (error: number) => void): void {
    if (error === nbd.NBD_OK && (request.flags & nbd.CMD_FLAG_FUA) !== 0) this.#volume.sync(done)
    else done(error)
  }

  async #blockStatus(request: SlowRequest): Promise<void> {
    const single = (request.flags & nbd.CMD_FLAG_REQ_ONE) !== 0
    const { memory } = this.#context
    const { offset, length } = request
    const extents = await blockStatus(this.#volume, memory, offset, length, single)
    this.#slow--
    if (extents === undefined) this.#refuse(request, nbd.NBD_EIO)
    else {
      const contextId = this.#rules.allocationContextId as number
      this.#replies.bytes(blockStatusChunk(request, contextId, extents))
    }
    this.#replies.flush()
    this.#progressed()
  }

  /** A write is in the file, or has failed. */
  #written(request: WriteRequest): void {
    if (request.error === nbd.NBD_OK) {
      this.#volume.counts.writeOperations++
      this.#volume.counts.writeBytes += request.length
    }
    if (!request.durable || request.error !== nbd.NBD_OK) {
      this.#answer(request, request.error)
      this.#flushSoon()
      return
    }
    this.#slow++
    this.#volume.sync((error) => {
      this.#slow--
      this.#answer(request, error)
      this.#replies.flush()
      this.#progressed()
    })
  }

  /**
   * Answers of one round of thread pool results go out together, as those of one read of the socket
   * do.
   */
  #flushSoon(): void {
    if (this.#parsing || this.#flushScheduled) return
    this.#flushScheduled = true
    setImmediate(() => {
      this.#flushScheduled = false
      this.#replies.flush()
      this.#progressed()
    })
  }

  #answer(request: SlowRequest | WriteRequest, error: number): void {
    // Nothing is called written on a volume that has lost writes.
    const told = this.#volume.failed ? nbd.NBD_EIO : error
    if (told !== nbd.NBD_OK) this.#volume.counts.errors++
    this.#replies.simple(request, told)
  }

  /** Reads and status queries are answered in structured form where that was agreed on. */
  #refuse(request: SlowRequest, error: number): void {
    this.#volume.counts.errors++
    const structured =
      this.#rules.structuredReplies &&
      (request.type === nbd.CMD_READ || request.type === nbd.CMD_BLOCK_STATUS)
    this.#replies.readError(request, error, structured, errorText(error))
  }

  /** After anything that was under way: go on reading, or close. */
  #progressed(): void {
    if (this.#closedBecause !== undefined) {
      const released = this.#reads.released && this.#writes.idle && this.#slow === 0
      if (!released || this.#reported) return
      this.#reported = true
      this.#onClosed(this.#closedBecause)
      return
    }
    if (this.#finishing !== undefined) {
      if (this.#reads.idle && this.#writes.idle && this.#slow === 0) {
        this.#replies.flush()
        this.#socket.end()
      }
      return
    }
    if (this.#blocked) {
      this.#pause()
    } else if (this.#paused && !this.#resuming) {
      this.#resuming = true
      setImmediate(() => this.#resume())
    }
  }

  #pause(): void {
    if (this.#writes.blocked) this.#context.loadSlots.wait(this)
    if (!this.#paused) this.#socket.pause()
    this.#paused = true
  }

  /** In an event of its own: whoever gave the slot back may be in the middle of a batch. */
  #resume(): void {
    this.#resuming = false
    if (this.#closedBecause !== undefined || this.#finishing !== undefined) return
    this.#paused = false
    this.#parseCarried()
    if (!this.#paused) this.#socket.resume()
  }

  slotFree(): void {
    this.#progressed()
  }

  #parseCarried(): void {
    const carried = this.#carry
    this.#carry = nothing
    this.#context.memory.bytes.set(carried, RECEIVE_AT)
    this.#parse(RECEIVE_AT, RECEIVE_AT + carried.length)
  }
}

const nothing = new Uint8Array(0)

/** Payloads up to this many bytes are read and thrown away when their write is refused. */
const MAXIMUM_SKIPPED_LENGTH = 32 * 1024 * 1024

/** What is kept of a request that is answered later. */
interface SlowRequest {
  readonly type: number
  readonly flags: number
  readonly cookieHigh: number
  readonly cookieLow: number
  readonly offset: number
  readonly length: number
}
