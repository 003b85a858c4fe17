import { encodeUtf8, writeU16BE, writeU32BE, writeU64BENumber } from '@keyturn/bytes'
import * as nbd from './constants.ts'

/** A cookie names the request that a reply belongs to. */
export interface Cookie {
  readonly cookieHigh: number
  readonly cookieLow: number
}

/** SIMPLE_REPLY_LENGTH bytes at `at`; the data of a successful read follows. */
export function writeSimpleReply(out: Uint8Array, at: number, cookie: Cookie, error: number): void {
  writeU32BE(out, at, nbd.SIMPLE_REPLY_MAGIC)
  writeU32BE(out, at + 4, error)
  writeU32BE(out, at + 8, cookie.cookieHigh)
  writeU32BE(out, at + 12, cookie.cookieLow)
}

/** CHUNK_HEADER_LENGTH bytes at `at`; `length` bytes of payload follow. */
export function writeChunkHeader(
  out: Uint8Array,
  at: number,
  cookie: Cookie,
  flags: number,
  type: number,
  length: number,
): void {
  writeU32BE(out, at, nbd.STRUCTURED_REPLY_MAGIC)
  writeU16BE(out, at + 4, flags)
  writeU16BE(out, at + 6, type)
  writeU32BE(out, at + 8, cookie.cookieHigh)
  writeU32BE(out, at + 12, cookie.cookieLow)
  writeU32BE(out, at + 16, length)
}

/**
 * DATA_CHUNK_HEADER_LENGTH bytes at `at`; `dataLength` bytes of the export from `offset` follow.
 */
export function writeDataChunkHeader(
  out: Uint8Array,
  at: number,
  cookie: Cookie,
  flags: number,
  offset: number,
  dataLength: number,
): void {
  writeChunkHeader(out, at, cookie, flags, nbd.REPLY_TYPE_OFFSET_DATA, 8 + dataLength)
  writeU64BENumber(out, at + nbd.CHUNK_HEADER_LENGTH, offset)
}

/** Texts of at most this many bytes go into error chunks. */
const MAXIMUM_MESSAGE_LENGTH = 256

/**
 * A last chunk that says what went wrong, in a number and in words; its length in bytes is
 * returned.
 */
export function errorChunk(cookie: Cookie, error: number, message: string): Uint8Array {
  const text = encodeUtf8(message).subarray(0, MAXIMUM_MESSAGE_LENGTH)
  const out = new Uint8Array(nbd.CHUNK_HEADER_LENGTH + 6 + text.length)
  const { REPLY_FLAG_DONE, REPLY_TYPE_ERROR, CHUNK_HEADER_LENGTH } = nbd
  writeChunkHeader(out, 0, cookie, REPLY_FLAG_DONE, REPLY_TYPE_ERROR, 6 + text.length)
  writeU32BE(out, CHUNK_HEADER_LENGTH, error)
  writeU16BE(out, CHUNK_HEADER_LENGTH + 4, text.length)
  out.set(text, CHUNK_HEADER_LENGTH + 6)
  return out
}

/** One extent of base:allocation. */
export interface Extent {
  /** Bytes, 1 to 2^32 - 1. */
  readonly length: number
  /** STATE_HOLE, STATE_ZERO, or 0 for data. */
  readonly status: number
}

/** The one chunk that answers NBD_CMD_BLOCK_STATUS. At least one extent. */
export function blockStatusChunk(
  cookie: Cookie,
  contextId: number,
  extents: readonly Extent[],
): Uint8Array {
  const length = 4 + 8 * extents.length
  const out = new Uint8Array(nbd.CHUNK_HEADER_LENGTH + length)
  writeChunkHeader(out, 0, cookie, nbd.REPLY_FLAG_DONE, nbd.REPLY_TYPE_BLOCK_STATUS, length)
  writeU32BE(out, nbd.CHUNK_HEADER_LENGTH, contextId)
  let at = nbd.CHUNK_HEADER_LENGTH + 4
  for (const extent of extents) {
    writeU32BE(out, at, extent.length)
    writeU32BE(out, at + 4, extent.status)
    at += 8
  }
  return out
}
