const lastCodePoint = 0x10ffff
const firstSurrogate = 0xd800
const afterSurrogates = 0xe000

/**
 * The smallest text that follows every text with this prefix, in the order of code points, which is
 * that of UTF-8 bytes; undefined when there is none (an empty prefix, or U+10FFFF alone).
 */
export function firstKeyAfterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) as number)
  while (points.length > 0) {
    const last = points.pop() as number
    if (last === lastCodePoint) continue
    const next = last + 1 === firstSurrogate ? afterSurrogates : last + 1
    return String.fromCodePoint(...points, next)
  }
  return undefined
}
