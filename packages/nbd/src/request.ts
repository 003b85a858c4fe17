import { readU16BE, readU32BE, readU64BENumber } from '@keyturn/bytes'
import * as nbd from './constants.ts'
import { MAXIMUM_PAYLOAD_LENGTH, MINIMUM_BLOCK_LENGTH } from './limits.ts'

/**
 * One request of the transmission phase. The object is reused from request to request, and the
 * cookie kept as two halves, so that a busy connection allocates nothing to read its requests.
 */
export class Request {
  flags = 0
  type = 0
  cookieHigh = 0
  cookieLow = 0
  /** Bytes; exact up to 2^53 - 1, beyond any export. */
  offset = 0
  /** Bytes. */
  length = 0

  /**
   * Reads REQUEST_LENGTH bytes at `at`; false when the magic is wrong: there is no way to go on
   * then.
   */
  read(bytes: Uint8Array, at: number): boolean {
    if (readU32BE(bytes, at) !== nbd.REQUEST_MAGIC) return false
    this.flags = readU16BE(bytes, at + 4)
    this.type = readU16BE(bytes, at + 6)
    this.cookieHigh = readU32BE(bytes, at + 8)
    this.cookieLow = readU32BE(bytes, at + 12)
    this.offset = readU64BENumber(bytes, at + 16)
    this.length = readU32BE(bytes, at + 24)
    return true
  }
}

/** What a connection may ask for. */
export interface TransmissionRules {
  readonly sizeBytes: number
  readonly readOnly: boolean
  readonly structuredReplies: boolean
  readonly allocationContextId: number | undefined
}

/** The command flags that each command may carry. FUA is taken on any: existing clients set it. */
const allowedFlags: readonly number[] = [
  nbd.CMD_FLAG_FUA | nbd.CMD_FLAG_DF,
  nbd.CMD_FLAG_FUA,
  nbd.CMD_FLAG_FUA,
  nbd.CMD_FLAG_FUA,
  nbd.CMD_FLAG_FUA,
  nbd.CMD_FLAG_FUA,
  nbd.CMD_FLAG_FUA | nbd.CMD_FLAG_NO_HOLE | nbd.CMD_FLAG_FAST_ZERO,
  nbd.CMD_FLAG_FUA | nbd.CMD_FLAG_REQ_ONE,
]

/** NBD_OK, or the error that refuses the request before anything is done. */
export function judgeRequest(request: Request, rules: TransmissionRules): number {
  const { type, flags } = request
  const allowed = allowedFlags[type]
  if (allowed === undefined || (flags & ~allowed) !== 0) return nbd.NBD_EINVAL
  if ((flags & nbd.CMD_FLAG_DF) !== 0 && !rules.structuredReplies) return nbd.NBD_EINVAL
  switch (type) {
    case nbd.CMD_READ:
      return judgeRange(request, rules, nbd.NBD_EINVAL, MAXIMUM_PAYLOAD_LENGTH)
    case nbd.CMD_WRITE:
      if (rules.readOnly) return nbd.NBD_EPERM
      return judgeRange(request, rules, nbd.NBD_ENOSPC, MAXIMUM_PAYLOAD_LENGTH)
    case nbd.CMD_TRIM:
    case nbd.CMD_WRITE_ZEROES:
      if (rules.readOnly) return nbd.NBD_EPERM
      return judgeRange(request, rules, nbd.NBD_ENOSPC, Infinity)
    case nbd.CMD_BLOCK_STATUS:
      if (rules.allocationContextId === undefined) return nbd.NBD_EINVAL
      return judgeRange(request, rules, nbd.NBD_EINVAL, Infinity)
    case nbd.CMD_FLUSH:
      return request.offset === 0 && request.length === 0 ? nbd.NBD_OK : nbd.NBD_EINVAL
    case nbd.CMD_DISC:
      return nbd.NBD_OK
    default:
      // CMD_CACHE is not advertised: the page cache is the kernel's matter.
      return nbd.NBD_EINVAL
  }
}

/** `beyond` is the error for a range that leaves the export. */
function judgeRange(
  { offset, length }: Request,
  rules: TransmissionRules,
  beyond: number,
  maximum: number,
): number {
  if (length === 0 || length > maximum) return nbd.NBD_EINVAL
  // Units of encryption are whole or not touched at all: there is no read-modify-write (EINVAL).
  if (offset % MINIMUM_BLOCK_LENGTH !== 0 || length % MINIMUM_BLOCK_LENGTH !== 0)
    return nbd.NBD_EINVAL
  return offset + length > rules.sizeBytes ? beyond : nbd.NBD_OK
}
