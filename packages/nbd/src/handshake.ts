import { ByteReader, ByteWriter, concat, decodeUtf8, encodeUtf8, readU32BE } from '@keyturn/bytes'
import * as nbd from './constants.ts'
import { infoReplies, refuseExport } from './export-info.ts'
import type { ExportCatalogue, Negotiated } from './exports.ts'
import {
  ALLOCATION_CONTEXT_ID,
  MAXIMUM_OPTION_LENGTH,
  MAXIMUM_OPTIONS,
  MAXIMUM_STRING_LENGTH,
} from './limits.ts'
import {
  allocationContextReply,
  listsAllocation,
  readMetaContextQueries,
  readString,
  selectsAllocation,
} from './meta-context.ts'
import { optionError, optionReply } from './option-reply.ts'

/**
 * What the bytes fed so far lead to. `reply` is to be written in any case (it may be empty).
 * `transmission`: write `reply`, then whoever serves the export writes
 * `beginTransmission(negotiated, …)`; `rest` came behind and belongs to it. `end`: write `reply`,
 * close; `cause` is for the log.
 */
export type HandshakeStep =
  | { readonly kind: 'continue'; readonly reply: Uint8Array }
  | { readonly kind: 'end'; readonly reply: Uint8Array; readonly cause: string }
  | {
      readonly kind: 'transmission'
      readonly reply: Uint8Array
      readonly negotiated: Negotiated
      readonly rest: Uint8Array
    }

/** What one option leads to, before it is put together with its neighbours. */
type Outcome =
  | { readonly reply: Uint8Array }
  | { readonly reply: Uint8Array; readonly end: string }
  | { readonly reply: Uint8Array; readonly negotiated: Negotiated }

interface InfoRequest {
  readonly name: string
  readonly requestedInfo: readonly number[]
}

/** Whether a client that asks for TLS hears "I cannot" or "you may not". */
export type TlsAnswer = 'unsupported' | 'policy'

/**
 * The server's side of the fixed newstyle handshake, for one connection: write `greeting()`, then
 * feed what the client sends. The catalogue is asked at the moment that the client asks.
 */
export class Handshake {
  readonly #catalogue: ExportCatalogue
  readonly #tls: TlsAnswer
  #buffer: Uint8Array = new Uint8Array(0)
  #clientFlags: number | undefined
  #options = 0
  #structuredReplies = false
  /** The export for which base:allocation was selected. */
  #allocationFor: string | undefined

  constructor(catalogue: ExportCatalogue, tls: TlsAnswer = 'unsupported') {
    this.#catalogue = catalogue
    this.#tls = tls
  }

  greeting(): Uint8Array {
    return new ByteWriter()
      .u32(nbd.NBD_MAGIC[0])
      .u32(nbd.NBD_MAGIC[1])
      .u32(nbd.OPTION_MAGIC[0])
      .u32(nbd.OPTION_MAGIC[1])
      .u16(nbd.FLAG_FIXED_NEWSTYLE | nbd.FLAG_NO_ZEROES)
      .finish()
  }

  /** Takes the next bytes, of any number. Not to be called again after `end` or `transmission`. */
  feed(bytes: Uint8Array): HandshakeStep {
    this.#buffer = this.#buffer.length === 0 ? new Uint8Array(bytes) : concat([this.#buffer, bytes])
    const replies: Uint8Array[] = []
    if (this.#clientFlags === undefined) {
      if (this.#buffer.length < 4) return { kind: 'continue', reply: new Uint8Array(0) }
      const flags = readU32BE(this.#take(4), 0)
      // "If the server does not recognise a client flag it MUST close" (proto.md, newstyle
      // negotiation).
      if ((flags & ~(nbd.FLAG_FIXED_NEWSTYLE | nbd.FLAG_NO_ZEROES)) !== 0) {
        return { kind: 'end', reply: new Uint8Array(0), cause: 'unknown client flags' }
      }
      this.#clientFlags = flags
    }
    for (;;) {
      const outcome = this.#nextOption()
      if (outcome === undefined) return { kind: 'continue', reply: concat(replies) }
      replies.push(outcome.reply)
      const reply = concat(replies)
      if ('end' in outcome) return { kind: 'end', reply, cause: outcome.end }
      if ('negotiated' in outcome) {
        const { negotiated } = outcome
        return { kind: 'transmission', reply, negotiated, rest: this.#buffer }
      }
    }
  }

  /** Handles one option when it is here as a whole. */
  #nextOption(): Outcome | undefined {
    if (this.#buffer.length < nbd.OPTION_HEADER_LENGTH) return undefined
    const header = new ByteReader(this.#buffer)
    if (header.u32() !== nbd.OPTION_MAGIC[0] || header.u32() !== nbd.OPTION_MAGIC[1]) {
      return { reply: new Uint8Array(0), end: 'an option without its magic' }
    }
    const option = header.u32()
    const length = header.u32()
    if (length > MAXIMUM_OPTION_LENGTH) {
      const message = `options are at most ${MAXIMUM_OPTION_LENGTH} bytes here`
      return {
        reply: optionError(option, nbd.REP_ERR_TOO_BIG, message),
        end: `an option of ${length} bytes`,
      }
    }
    if (header.remaining < length) return undefined
    if (++this.#options > MAXIMUM_OPTIONS)
      return { reply: new Uint8Array(0), end: 'too many options' }
    this.#take(nbd.OPTION_HEADER_LENGTH)
    return this.#handle(option, this.#take(length))
  }

  #take(length: number): Uint8Array {
    const taken = this.#buffer.subarray(0, length)
    this.#buffer = this.#buffer.subarray(length)
    return taken
  }

  #handle(option: number, payload: Uint8Array): Outcome {
    switch (option) {
      case nbd.OPT_EXPORT_NAME:
        return this.#exportName(payload)
      case nbd.OPT_ABORT:
        return { reply: optionReply(option, nbd.REP_ACK), end: 'the client aborted' }
      case nbd.OPT_LIST:
        return { reply: this.#list(payload) }
      case nbd.OPT_STARTTLS:
        return { reply: this.#startTls() }
      case nbd.OPT_INFO:
        return { reply: this.#info(payload) }
      case nbd.OPT_GO:
        return this.#go(payload)
      case nbd.OPT_STRUCTURED_REPLY:
        return { reply: this.#structuredReply(payload) }
      case nbd.OPT_LIST_META_CONTEXT:
        return { reply: this.#listMetaContext(payload) }
      case nbd.OPT_SET_META_CONTEXT:
        return { reply: this.#setMetaContext(payload) }
      default:
        return { reply: optionError(option, nbd.REP_ERR_UNSUP, `option ${option} is not known`) }
    }
  }

  /**
   * NBD_OPT_EXPORT_NAME has no error reply: an export that is not to be had closes the connection.
   */
  #exportName(payload: Uint8Array): Outcome {
    const name = payload.length <= MAXIMUM_STRING_LENGTH ? decodeUtf8(payload) : undefined
    if (name === undefined) return { reply: new Uint8Array(0), end: 'a malformed export name' }
    const found = this.#catalogue.find(name)
    if ('refused' in found) return { reply: new Uint8Array(0), end: found.message }
    return { reply: new Uint8Array(0), negotiated: this.#negotiated('exportName', name, []) }
  }

  #list(payload: Uint8Array): Uint8Array {
    if (payload.length > 0) return invalid(nbd.OPT_LIST, 'NBD_OPT_LIST takes no data')
    const servers = this.#catalogue.list().map(({ name, description }) => {
      const bytes = encodeUtf8(name)
      const entry = new ByteWriter().u32(bytes.length).bytes(bytes).bytes(encodeUtf8(description))
      return optionReply(nbd.OPT_LIST, nbd.REP_SERVER, entry.finish())
    })
    return concat([...servers, optionReply(nbd.OPT_LIST, nbd.REP_ACK)])
  }

  #startTls(): Uint8Array {
    return this.#tls === 'policy'
      ? optionError(nbd.OPT_STARTTLS, nbd.REP_ERR_POLICY, 'TLS is not to be used on this listener')
      : optionError(nbd.OPT_STARTTLS, nbd.REP_ERR_UNSUP, 'this listener has no TLS')
  }

  #info(payload: Uint8Array): Uint8Array {
    const request = readInfoRequest(payload)
    if (!request) return invalid(nbd.OPT_INFO, 'malformed NBD_OPT_INFO')
    const found = this.#catalogue.find(request.name)
    if ('refused' in found) return refuseExport(nbd.OPT_INFO, found)
    return infoReplies(nbd.OPT_INFO, found, request.requestedInfo, this.#structuredReplies)
  }

  #go(payload: Uint8Array): Outcome {
    const request = readInfoRequest(payload)
    if (!request) return { reply: invalid(nbd.OPT_GO, 'malformed NBD_OPT_GO') }
    const found = this.#catalogue.find(request.name)
    if ('refused' in found) return { reply: refuseExport(nbd.OPT_GO, found) }
    return {
      reply: new Uint8Array(0),
      negotiated: this.#negotiated('go', request.name, request.requestedInfo),
    }
  }

  #negotiated(
    entry: Negotiated['entry'],
    exportName: string,
    requestedInfo: readonly number[],
  ): Negotiated {
    return {
      entry,
      exportName,
      requestedInfo,
      structuredReplies: this.#structuredReplies,
      // "If the export name differs from the one of SET_META_CONTEXT, no context is selected"
      // (proto.md).
      allocationContextId: this.#allocationFor === exportName ? ALLOCATION_CONTEXT_ID : undefined,
      noZeroes: ((this.#clientFlags ?? 0) & nbd.FLAG_NO_ZEROES) !== 0,
    }
  }

  #structuredReply(payload: Uint8Array): Uint8Array {
    if (payload.length > 0) {
      return invalid(nbd.OPT_STRUCTURED_REPLY, 'NBD_OPT_STRUCTURED_REPLY takes no data')
    }
    if (this.#structuredReplies) return invalid(nbd.OPT_STRUCTURED_REPLY, 'agreed on already')
    this.#structuredReplies = true
    return optionReply(nbd.OPT_STRUCTURED_REPLY, nbd.REP_ACK)
  }

  #listMetaContext(payload: Uint8Array): Uint8Array {
    const option = nbd.OPT_LIST_META_CONTEXT
    const asked = this.#metaContextQueries(option, payload)
    if (asked instanceof Uint8Array) return asked
    const contexts = listsAllocation(asked.queries) ? [allocationContextReply(option)] : []
    return concat([...contexts, optionReply(option, nbd.REP_ACK)])
  }

  #setMetaContext(payload: Uint8Array): Uint8Array {
    const option = nbd.OPT_SET_META_CONTEXT
    this.#allocationFor = undefined
    const asked = this.#metaContextQueries(option, payload)
    if (asked instanceof Uint8Array) return asked
    if (!selectsAllocation(asked.queries)) return optionReply(option, nbd.REP_ACK)
    this.#allocationFor = asked.exportName
    return concat([allocationContextReply(option), optionReply(option, nbd.REP_ACK)])
  }

  /** The queries, or the refusal to write. */
  #metaContextQueries(option: number, payload: Uint8Array) {
    if (!this.#structuredReplies) return invalid(option, 'agree on structured replies first')
    const asked = readMetaContextQueries(payload)
    if (!asked) return invalid(option, 'malformed meta context queries')
    const found = this.#catalogue.find(asked.exportName)
    return 'refused' in found ? refuseExport(option, found) : asked
  }
}

const invalid = (option: number, message: string): Uint8Array =>
  optionError(option, nbd.REP_ERR_INVALID, message)

/** The payload of NBD_OPT_INFO and NBD_OPT_GO; undefined when it is malformed. */
function readInfoRequest(payload: Uint8Array): InfoRequest | undefined {
  const reader = new ByteReader(payload)
  const name = readString(reader)
  const count = reader.u16()
  if (name === undefined || reader.remaining !== 2 * count) return undefined
  const requestedInfo: number[] = []
  for (let i = 0; i < count; i++) requestedInfo.push(reader.u16())
  return reader.complete ? { name, requestedInfo } : undefined
}
