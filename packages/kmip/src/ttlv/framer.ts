import { readU32BE } from '@keyturn/bytes'
import { headerLength, itemTypes, padded } from './item.ts'

/** First tag of what a client and what a server sends (KMIP 2.1 section 8.1). */
export const requestMessageTag = 0x420078
export const responseMessageTag = 0x42007b

/**
 * Length in bytes of the whole message whose first 8 bytes these are; undefined if they cannot
 * begin a message with this tag.
 */
export function messageLength(header: Uint8Array, tag: number): number | undefined {
  if (header.length < headerLength) return undefined
  if (readU32BE(header, 0) !== ((tag << 8) | itemTypes.Structure) >>> 0) return undefined
  const length = readU32BE(header, 4)
  return length === padded(length) ? headerLength + length : undefined
}

export type Framed =
  /** `bytes` are a copy of their own. */
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** The stream is no KMIP: close without an answer. Nothing follows. */
  | { readonly kind: 'not KMIP' }
  /** The first bytes are KMIP and declare too long a message: refuse and close. Nothing follows. */
  | { readonly kind: 'too long'; readonly length: number }

/**
 * Cuts a byte stream into messages. A message may come in pieces (one client sends the 8 header
 * bytes by themselves), a piece may hold several. Never holds more than one message of the maximum
 * length and one piece.
 */
export class MessageFramer {
  readonly #tag: number
  readonly #maximumLength: number
  #pieces: Uint8Array[] = []
  #held = 0
  /** Length of the message that is being collected, once its header is there. */
  #wanted: number | undefined
  #ended = false

  /** `maximumLength` in bytes, with the header. */
  constructor(tag: number, maximumLength: number) {
    this.#tag = tag
    this.#maximumLength = maximumLength
  }

  /** A message has begun and is not whole. */
  get midway(): boolean {
    return this.#held > 0
  }

  push(piece: Uint8Array): Framed[] {
    const framed: Framed[] = []
    if (this.#ended || piece.length === 0) return framed
    this.#pieces.push(piece)
    this.#held += piece.length
    while (!this.#ended) {
      const next = this.#cut()
      if (next === undefined) break
      framed.push(next)
      if (next.kind === 'message') continue
      this.#ended = true
      this.#pieces = []
      this.#held = 0
    }
    return framed
  }

  #cut(): Framed | undefined {
    if (this.#wanted === undefined) {
      if (this.#held < headerLength) return this.#couldBegin() ? undefined : { kind: 'not KMIP' }
      const length = messageLength(this.#joined().subarray(0, headerLength), this.#tag)
      if (length === undefined) return { kind: 'not KMIP' }
      if (length > this.#maximumLength) return { kind: 'too long', length }
      this.#wanted = length
    }
    if (this.#held < this.#wanted) return undefined
    const all = this.#joined()
    // Not slice(): on a Buffer of Node that is a view.
    const bytes = new Uint8Array(all.subarray(0, this.#wanted))
    const rest = all.subarray(this.#wanted)
    this.#pieces = rest.length > 0 ? [rest] : []
    this.#held = rest.length
    this.#wanted = undefined
    return { kind: 'message', bytes }
  }

  /** So that a stream of another protocol is seen at its first byte, not its eighth. */
  #couldBegin(): boolean {
    const start = this.#joined()
    const tag = this.#tag
    const expected = [tag >>> 16, (tag >>> 8) & 0xff, tag & 0xff, itemTypes.Structure]
    return expected.every((byte, i) => i >= start.length || start[i] === byte)
  }

  #joined(): Uint8Array {
    if (this.#pieces.length === 1) return this.#pieces[0] as Uint8Array
    const joined = new Uint8Array(this.#held)
    let at = 0
    for (const piece of this.#pieces) {
      joined.set(piece, at)
      at += piece.length
    }
    this.#pieces = [joined]
    return joined
  }
}
