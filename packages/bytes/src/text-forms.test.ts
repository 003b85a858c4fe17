import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeUtf8, encodeUtf8, fromBase64, fromHex, isWellFormed, toBase64, toHex } from './index.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

test('hex agrees with Node and comes back', () => {
  fc.assert(fc.property(fc.uint8Array(), (value) => {
    assert.equal(toHex(value), Buffer.from(value).toString('hex'))
    assert.deepEqual(fromHex(toHex(value).toUpperCase()), value)
  }))
})

test('hex with an odd number of digits or another letter is refused', () => {
  for (const text of ['0', '0g', 'g0', '0x', ' 00', '00 ', '0À', '@0', '`0', ':0', '/0']) {
    assert.equal(fromHex(text), undefined, text)
  }
})

test('Base64 agrees with Node and comes back', () => {
  fc.assert(fc.property(fc.uint8Array(), (value) => {
    assert.equal(toBase64(value), Buffer.from(value).toString('base64'))
    assert.deepEqual(fromBase64(toBase64(value)), value)
  }))
})

test('Base64 that we would not have written is refused', () => {
  for (const text of ['A', 'AA', 'AAA', 'AB==', 'AAB=', '====', 'A===', 'AA=A', 'AA= ', 'AA-_', 'AAAA=']) {
    assert.equal(fromBase64(text), undefined, text)
  }
})

test('UTF-8 agrees with Node for every well-formed text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
    const expected = new Uint8Array(Buffer.from(text, 'utf8'))
    assert.deepEqual(encodeUtf8(text), expected)
    assert.equal(decodeUtf8(expected), text)
  }))
})

test('UTF-8 decoding accepts exactly what a strict TextDecoder accepts', () => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const expected = (value: Uint8Array): string | undefined => {
    try {
      return strict.decode(value)
    } catch {
      return undefined
    }
  }
  // Bytes at the borders of every rule, so that random sequences come near to well-formed ones.
  const border = fc.constantFrom(
    0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
    0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
  )
  fc.assert(fc.property(fc.array(border, { maxLength: 6 }), (values) => {
    assert.equal(decodeUtf8(bytes(...values)), expected(bytes(...values)))
  }), { numRuns: 5000 })
})

test('a byte order mark stays in the text', () => {
  assert.equal(decodeUtf8(bytes(0xef, 0xbb, 0xbf, 0x41)), '\ufeffA')
})

test('a lone surrogate is no text', () => {
  for (const text of ['\ud800', 'a\udc00', '\ud800\ud800\udc00', '\udc00\ud800']) {
    assert.equal(isWellFormed(text), false)
    assert.throws(() => encodeUtf8(text), RangeError)
  }
  assert.equal(isWellFormed('\u{1f511}a'), true)
})
