import { ByteWriter } from './writer.ts'

/** A low or high surrogate without its partner has no UTF-8 form. */
export function isWellFormed(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0xd800 || unit > 0xdfff) continue
    if (!isPair(unit, text.charCodeAt(i + 1))) return false
    i++
  }
  return true
}

/** UTF-8 of `text`. Throws RangeError if it is not well formed: check what comes from outside. */
export function encodeUtf8(text: string): Uint8Array {
  const ascii = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x80) return encodeWide(text)
    ascii[i] = unit
  }
  return ascii
}

function encodeWide(text: string): Uint8Array {
  const out = new ByteWriter(2 * text.length)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) out.u8(unit)
    else if (unit < 0x800) out.u8(0xc0 | (unit >> 6)).u8(trail(unit))
    else if (unit < 0xd800 || unit > 0xdfff) {
      out.u8(0xe0 | (unit >> 12)).u8(trail(unit >> 6)).u8(trail(unit))
    } else {
      const low = text.charCodeAt(++i)
      if (!isPair(unit, low)) throw new RangeError(`lone surrogate at ${i - 1} of a text`)
      const point = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
      out.u8(0xf0 | (point >> 18)).u8(trail(point >> 12)).u8(trail(point >> 6)).u8(trail(point))
    }
  }
  return out.finish()
}

const trail = (bits: number): number => 0x80 | (bits & 0x3f)
const isPair = (high: number, low: number): boolean =>
  high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff

/**
 * Strings are put together in pieces of this many code units, within any engine's argument limit.
 */
const pieceLength = 1024

/**
 * The text of well-formed UTF-8 (Unicode 15, table 3-7), undefined for anything else: overlong
 * forms, surrogates, values above U+10FFFF, cut sequences. A byte order mark stays.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  let text = ''
  let units: number[] = []
  let at = 0
  while (at < bytes.length) {
    const first = bytes[at++] as number
    let point = first
    if (first >= 0x80) {
      const length = sequenceLength(first, bytes[at] ?? 0)
      if (length === 0 || at + length - 1 > bytes.length) return undefined
      point = first & (0x7f >> length)
      for (let i = 1; i < length; i++) {
        const next = bytes[at++] as number
        if (next >> 6 !== 2) return undefined
        point = (point << 6) | (next & 0x3f)
      }
    }
    if (point < 0x10000) units.push(point)
    else units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff))
    if (units.length < pieceLength) continue
    text += String.fromCharCode(...units)
    units = []
  }
  return text + String.fromCharCode(...units)
}

/** Length in bytes of the sequence that begins with these two bytes, 0 if none may begin so. */
function sequenceLength(first: number, second: number): number {
  if (first < 0xc2 || first > 0xf4) return 0
  if (first < 0xe0) return 2
  if (first < 0xf0) {
    const legal = first === 0xe0 ? second >= 0xa0 : first === 0xed ? second < 0xa0 : true
    return legal ? 3 : 0
  }
  const legal = first === 0xf0 ? second >= 0x90 : first === 0xf4 ? second < 0x90 : true
  return legal ? 4 : 0
}
