import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import test from 'node:test'
import { ByteWriter, readU16BE, readU32BE, readU64BENumber } from '@keyturn/bytes'
import { nbd, type Negotiated } from '@keyturn/nbd'
import type { BlockFile, ClientSocket, Done, SocketReceiver } from '@keyturn/platform/ports'
import { Connection } from './connection.ts'
import { DataPlaneContext } from './data-plane-context.ts'
import { LOAD_SLOTS } from './memory.ts'
import { Pace } from './pace.ts'
import { Volume } from './volume.ts'
import { HEADER_LENGTH } from './volume-header.ts'
import { EcbEngine } from './xts/ecb-engine.ts'
import { loadKernel, type XtsKernel } from './xts/kernel.ts'

const SIZE = 4 * 1024 * 1024

/** Numbers from 0 to `below` - 1 that look random, the same for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Calls back later, in an order that `roll` decides. */
class Later {
  readonly #roll: (below: number) => number
  #waiting: (() => void)[] = []

  constructor(roll: (below: number) => number) {
    this.#roll = roll
  }

  add(action: () => void): void {
    this.#waiting.push(action)
    setImmediate(() => {
      const [next] = this.#waiting.splice(this.#roll(this.#waiting.length), 1)
      next?.()
    })
  }
}

/** A file in memory whose asynchronous calls end late and in any order. */
function memoryFile(later: Later): BlockFile {
  const content = new Uint8Array(HEADER_LENGTH + SIZE)
  const readSync = (memory: Uint8Array, at: number, length: number, position: number): number => {
    memory.set(content.subarray(position, position + length), at)
    return length
  }
  const writeSync = (memory: Uint8Array, at: number, length: number, position: number): number => {
    content.set(memory.subarray(at, at + length), position)
    return length
  }
  return {
    lengthBytes: content.length,
    allocatedBytes: () => content.length,
    lastError: '',
    readSync,
    writeSync,
    read: (memory, at, length, position, done) =>
      later.add(() => {
        readSync(memory, at, length, position)
        done(undefined)
      }),
    write: (memory, at, length, position, done) =>
      later.add(() => {
        writeSync(memory, at, length, position)
        done(undefined)
      }),
    sync: (done: Done) => later.add(() => done(undefined)),
    extend: () => Promise.resolve(),
    punch: (_position, _length, done) => done(false),
    close: () => Promise.resolve(),
  }
}

/** The client's end: sends in pieces of any length, takes replies apart. */
class Client implements ClientSocket {
  readonly #later: Later
  readonly #roll: (below: number) => number
  #memory = new Uint8Array(0)
  #receiver: SocketReceiver | undefined
  #paused = false
  #outgoing: Uint8Array = new Uint8Array(0)
  readonly #incoming: { readonly bytes: Uint8Array; readonly written: () => void }[] = []
  #received: Uint8Array = new Uint8Array(0)

  constructor(later: Later, roll: (below: number) => number) {
    this.#later = later
    this.#roll = roll
  }

  send(bytes: Uint8Array): void {
    this.#outgoing = Buffer.concat([this.#outgoing, bytes])
    setImmediate(() => this.#deliver())
  }

  #deliver(): void {
    if (this.#paused || this.#outgoing.length === 0) return
    const most = this.#roll(3) === 0 ? 600 : this.#memory.length
    const piece = this.#outgoing.subarray(0, 1 + this.#roll(most))
    this.#outgoing = this.#outgoing.subarray(piece.length)
    this.#memory.set(piece)
    this.#receiver?.received(piece.length)
    setImmediate(() => this.#deliver())
  }

  start(memory: Uint8Array, receiver: SocketReceiver): void {
    this.#memory = memory as Uint8Array<ArrayBuffer>
    this.#receiver = receiver
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    setImmediate(() => this.#deliver())
  }

  /**
   * Looks at the bytes as late as a kernel may: right before it says that it needs them no more.
   */
  write(bytes: Uint8Array, written: () => void): void {
    this.#incoming.push({ bytes, written })
    this.#later.add(() => {
      const first = this.#incoming.shift()
      if (!first) return
      this.#received = Buffer.concat([this.#received, first.bytes])
      first.written()
    })
  }

  /** Gives what has come to `take`, which says how much it took. */
  drain(take: (bytes: Uint8Array) => number): void {
    for (;;) {
      const length = take(this.#received)
      if (length === 0) return
      this.#received = this.#received.subarray(length)
    }
  }

  end(): void {
    this.#receiver?.closed('ended')
  }

  destroy(): void {
    this.#receiver?.closed('destroyed')
  }
}

interface Expected {
  readonly kind: 'read' | 'write' | 'flush'
  readonly offset: number
  readonly length: number
}

/**
 * Requests of one round: reads of places that it does not write, writes that may overlap, flushes.
 */
function makeRound(roll: (below: number) => number, model: Uint8Array, firstCookie: number) {
  const expected = new Map<number, Expected>()
  const parts: Uint8Array[] = []
  const half = SIZE / 2
  const readBase = roll(2) * half
  // Now and then more requests than a connection takes on, in one read of the socket.
  const small = roll(3) === 0
  for (let i = 0; i < (small ? 900 : 50); i++) {
    const cookie = firstCookie + i
    const kinds = small
      ? (['read', 'read', 'read'] as const)
      : (['read', 'write', 'write', 'flush'] as const)
    const kind = kinds[roll(kinds.length)] as Expected['kind']
    const most = small ? 1 : ([1, 16, 600, 3000][roll(4)] as number)
    const length = kind === 'flush' ? 0 : 512 * (1 + roll(most))
    const base = kind === 'read' ? readBase : half - readBase
    const offset = kind === 'flush' ? 0 : base + 512 * roll((half - length) / 512)
    const type = { read: nbd.CMD_READ, write: nbd.CMD_WRITE, flush: nbd.CMD_FLUSH }[kind]
    const flags = kind === 'write' && roll(8) === 0 ? nbd.CMD_FLAG_FUA : 0
    parts.push(
      new ByteWriter()
        .u32(nbd.REQUEST_MAGIC)
        .u16(flags)
        .u16(type)
        .u32(0)
        .u32(cookie)
        .u64Number(offset)
        .u32(length)
        .finish(),
    )
    if (kind === 'write') {
      const data = randomBytes(length)
      model.set(data, offset)
      parts.push(data)
    }
    expected.set(cookie, { kind, offset, length })
  }
  return { bytes: Buffer.concat(parts), expected }
}

/** Takes one reply, or chunk of a reply, off the front; its length, 0 when it is not whole yet. */
function takeReply(
  bytes: Uint8Array,
  structured: boolean,
  expected: Map<number, Expected>,
  got: Uint8Array,
): number {
  if (bytes.length < nbd.SIMPLE_REPLY_LENGTH) return 0
  const cookie = readU32BE(bytes, 12)
  const request = expected.get(cookie)
  assert.ok(request, `a reply to nothing: cookie ${cookie}`)
  if (readU32BE(bytes, 0) === nbd.SIMPLE_REPLY_MAGIC) {
    assert.equal(readU32BE(bytes, 4), nbd.NBD_OK)
    assert.ok(!structured || request.kind !== 'read')
    const end = 16 + (request.kind === 'read' ? request.length : 0)
    if (bytes.length < end) return 0
    got.set(bytes.subarray(16, end), request.offset)
    expected.delete(cookie)
    return end
  }
  assert.equal(readU32BE(bytes, 0), nbd.STRUCTURED_REPLY_MAGIC)
  if (bytes.length < 28) return 0
  const end = 20 + readU32BE(bytes, 16)
  if (bytes.length < end) return 0
  assert.equal(readU16BE(bytes, 6), nbd.REPLY_TYPE_OFFSET_DATA)
  got.set(bytes.subarray(28, end), readU64BENumber(bytes, 20))
  if (readU16BE(bytes, 4) & nbd.REPLY_FLAG_DONE) expected.delete(cookie)
  return end
}

async function converse(seed: number, structured: boolean, slowMs: number): Promise<void> {
  const roll = dice(seed)
  const later = new Later(roll)
  const context = new DataPlaneContext()
  // Other connections hold most of the load slots, so that this one has to wait again and again.
  for (let i = 0; i < LOAD_SLOTS - 3; i++) context.loadSlots.take()
  const kernel = loadKernel(context.memory.wasm) as XtsKernel
  const engine = new EcbEngine(context.memory, kernel, randomBytes(64))
  const silent = { outOfSpace: assert.fail, spaceAvailable: assert.fail, failed: assert.fail }
  let reads = 0
  const diskReads = (): number => reads++
  const paces = [new Pace(slowMs, diskReads), new Pace(slowMs, diskReads)] as const
  const volume = new Volume('v', SIZE, memoryFile(later), engine, silent, ...paces)
  const negotiated: Negotiated = {
    entry: 'exportName',
    exportName: 'v',
    requestedInfo: [],
    structuredReplies: structured,
    allocationContextId: undefined,
    noZeroes: true,
  }
  const facts = { name: 'v', description: '', sizeBytes: SIZE, readOnly: false }
  const client = new Client(later, roll)
  let closed = ''
  let answered = 0
  const connection = new Connection(context, volume, client, negotiated, facts, (cause) => {
    closed = cause
  })
  connection.start(new Uint8Array(0))
  // The ten bytes that answer NBD_OPT_EXPORT_NAME.
  while (answered === 0) {
    await new Promise((resolve) => setImmediate(resolve))
    client.drain((bytes) => {
      answered += bytes.length
      return bytes.length
    })
  }
  assert.equal(answered, 10)
  const model = new Uint8Array(SIZE)
  for (let round = 0; round < 6; round++) {
    const before = model.slice()
    const { bytes, expected } = makeRound(roll, model, round * 1000)
    const reads = [...expected.values()].filter(({ kind }) => kind === 'read')
    client.send(bytes)
    const got = new Uint8Array(SIZE)
    while (expected.size > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      client.drain((bytes) => takeReply(bytes, structured, expected, got))
    }
    for (const { offset, length } of reads) {
      const same = Buffer.compare(
        got.subarray(offset, offset + length),
        before.subarray(offset, offset + length),
      )
      assert.equal(same, 0, `round ${round}: read of ${length} at ${offset}`)
    }
  }
  assert.equal(closed, '')
  // A flush is under way while the connection finishes, and the client goes on sending.
  const flush = new ByteWriter().u32(nbd.REQUEST_MAGIC).u16(0).u16(nbd.CMD_FLUSH).zeros(20).finish()
  client.send(flush)
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
  client.send(new Uint8Array(2_000_000))
  connection.finish('over')
  while (closed === '') await new Promise((resolve) => setImmediate(resolve))
  assert.equal(closed, 'over')
}

for (const structured of [true, false]) {
  for (const [pace, slowMs] of [
    ['at once', Infinity],
    ['in the thread pool', -1],
  ] as const) {
    const replies = structured ? 'structured' : 'simple'
    test(`any mix of requests keeps data and replies right: ${replies} replies, ${pace}`, async () => {
      for (let seed = 1; seed <= 3; seed++) await converse(seed, structured, slowMs)
    })
  }
}
