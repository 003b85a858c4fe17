import { ByteWriter, concat, encodeUtf8 } from '@keyturn/bytes'
import * as nbd from './constants.ts'
import type { ExportFacts, ExportRefusal, Negotiated } from './exports.ts'
import { MAXIMUM_PAYLOAD_LENGTH, MINIMUM_BLOCK_LENGTH, PREFERRED_BLOCK_LENGTH } from './limits.ts'
import { optionError, optionReply } from './option-reply.ts'

/** After the reply to NBD_OPT_EXPORT_NAME, unless NO_ZEROES was negotiated. */
const EXPORT_NAME_PADDING = 124

/** What every export of ours can do; DF has a meaning only with structured replies. */
export function transmissionFlags(readOnly: boolean, structuredReplies: boolean): number {
  let flags = nbd.FLAG_HAS_FLAGS | nbd.FLAG_SEND_FLUSH | nbd.FLAG_SEND_FUA | nbd.FLAG_CAN_MULTI_CONN
  if (readOnly) flags |= nbd.FLAG_READ_ONLY
  else flags |= nbd.FLAG_SEND_TRIM | nbd.FLAG_SEND_WRITE_ZEROES | nbd.FLAG_SEND_FAST_ZERO
  return structuredReplies ? flags | nbd.FLAG_SEND_DF : flags
}

/** The NBD_REP_INFO replies to NBD_OPT_INFO or NBD_OPT_GO, and the NBD_REP_ACK behind them. */
export function infoReplies(
  option: number,
  facts: ExportFacts,
  requestedInfo: readonly number[],
  structuredReplies: boolean,
): Uint8Array {
  const info = (payload: ByteWriter) => optionReply(option, nbd.REP_INFO, payload.finish())
  const flags = transmissionFlags(facts.readOnly, structuredReplies)
  const replies = [
    info(new ByteWriter().u16(nbd.INFO_EXPORT).u64Number(facts.sizeBytes).u16(flags)),
  ]
  // The block size is told unasked: a client that does not know it would ignore it, the others need
  // it.
  replies.push(
    info(
      new ByteWriter()
        .u16(nbd.INFO_BLOCK_SIZE)
        .u32(MINIMUM_BLOCK_LENGTH)
        .u32(PREFERRED_BLOCK_LENGTH)
        .u32(MAXIMUM_PAYLOAD_LENGTH),
    ),
  )
  if (requestedInfo.includes(nbd.INFO_NAME)) {
    replies.push(info(new ByteWriter().u16(nbd.INFO_NAME).bytes(encodeUtf8(facts.name))))
  }
  if (requestedInfo.includes(nbd.INFO_DESCRIPTION) && facts.description !== '') {
    const description = encodeUtf8(facts.description)
    replies.push(info(new ByteWriter().u16(nbd.INFO_DESCRIPTION).bytes(description)))
  }
  replies.push(optionReply(option, nbd.REP_ACK))
  return concat(replies)
}

/**
 * The bytes that begin transmission. Whoever serves the export writes them, with the size of that
 * moment.
 */
export function beginTransmission(negotiated: Negotiated, facts: ExportFacts): Uint8Array {
  if (negotiated.entry === 'go') {
    const { requestedInfo, structuredReplies } = negotiated
    return infoReplies(nbd.OPT_GO, facts, requestedInfo, structuredReplies)
  }
  const flags = transmissionFlags(facts.readOnly, negotiated.structuredReplies)
  return new ByteWriter()
    .u64Number(facts.sizeBytes)
    .u16(flags)
    .zeros(negotiated.noZeroes ? 0 : EXPORT_NAME_PADDING)
    .finish()
}

const refusalTypes = {
  unknown: nbd.REP_ERR_UNKNOWN,
  policy: nbd.REP_ERR_POLICY,
  shutdown: nbd.REP_ERR_SHUTDOWN,
} as const

/** A refusal of NBD_OPT_INFO or NBD_OPT_GO. */
export const refuseExport = (option: number, refusal: ExportRefusal): Uint8Array =>
  optionError(option, refusalTypes[refusal.refused], refusal.message)

/**
 * What to write instead of `beginTransmission` when the export turned out not to be there after
 * all; the connection is closed behind it. NBD_OPT_EXPORT_NAME has no way to say why.
 */
export const refuseTransmission = (
  entry: Negotiated['entry'],
  refusal: ExportRefusal,
): Uint8Array => (entry === 'go' ? refuseExport(nbd.OPT_GO, refusal) : new Uint8Array(0))
