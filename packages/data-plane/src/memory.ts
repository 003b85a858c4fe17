/**
 * The one block of memory that data passes through, and where its parts lie. It is a WebAssembly
 * memory, so that the kernel of the XTS engine works on bytes where sockets and files put them. It
 * never grows: a growing memory would move under a write that is under way.
 */
import { MINIMUM_BLOCK_LENGTH } from '@keyturn/nbd'
import { GRANULE_LENGTH } from './allocation-map.ts'
import { webAssembly, type WasmMemory } from './webassembly.ts'

/** Bytes of one data unit of XTS. */
export const UNIT_LENGTH = MINIMUM_BLOCK_LENGTH

/**
 * Bytes that are encrypted or decrypted in one go. Large enough that calls cost nothing beside the
 * work, small enough that the passes over it stay in the second-level cache.
 */
export const STAGE_LENGTH = 128 * 1024
export const STAGE_UNITS = STAGE_LENGTH / UNIT_LENGTH

/** Bytes that one read of a socket can bring. */
export const RECEIVE_LENGTH = 256 * 1024
/** What a read left over (a part of a header or of a unit) is put in front of the next. */
export const CARRY_LENGTH = 1024

/** A slot holds a stage of data and the reply headers between it. */
export const SLOT_HEADERS_LENGTH = 4096
export const SLOT_LENGTH = SLOT_HEADERS_LENGTH + STAGE_LENGTH
/** Connections of one process at a time. */
export const MAXIMUM_CONNECTIONS = 128
/**
 * Replies that one connection may have on their way. Each has this number for itself: a client that
 * asks and does not read holds its own slots for ever, and nobody else's. Only slots that were used
 * ever take real memory.
 */
export const REPLY_SLOTS_PER_CONNECTION = 8
export const REPLY_SLOTS = MAXIMUM_CONNECTIONS * REPLY_SLOTS_PER_CONNECTION
/**
 * Reads and writes that the thread pool has under way, of all connections: held as long as the disk
 * takes.
 */
export const LOAD_SLOTS = 64

const PAGE_LENGTH = 64 * 1024

// Places of the parts.
export const PLAIN_TWEAKS_AT = 0
export const TWEAKS_AT = PLAIN_TWEAKS_AT + 16 * STAGE_UNITS
export const MARKS_AT = TWEAKS_AT + 16 * STAGE_UNITS
/** Always zeros. */
export const ZEROS_AT = MARKS_AT + STAGE_UNITS
/** For looking at a file's content without decrypting it. */
export const LOOK_AT = ZEROS_AT + STAGE_LENGTH
export const STAGE_AT = LOOK_AT + GRANULE_LENGTH
export const RECEIVE_AT = STAGE_AT + STAGE_LENGTH + CARRY_LENGTH
export const REPLY_SLOTS_AT = RECEIVE_AT + RECEIVE_LENGTH + CARRY_LENGTH
export const LOAD_SLOTS_AT = REPLY_SLOTS_AT + REPLY_SLOTS * SLOT_LENGTH
const END = LOAD_SLOTS_AT + LOAD_SLOTS * SLOT_LENGTH

export class DataMemory {
  readonly wasm: WasmMemory
  readonly bytes: Uint8Array
  /** Where sockets read to. */
  readonly receive: Uint8Array

  constructor() {
    const pages = Math.ceil(END / PAGE_LENGTH)
    this.wasm = new webAssembly.Memory({ initial: pages, maximum: pages })
    this.bytes = new Uint8Array(this.wasm.buffer)
    this.receive = this.bytes.subarray(RECEIVE_AT, RECEIVE_AT + RECEIVE_LENGTH)
  }
}
