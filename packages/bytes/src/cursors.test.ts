import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  ByteReader,
  ByteWriter,
  compare,
  concat,
  equal,
  equalConstantTime,
  readI64BE,
  readU64BE,
  readU64BENumber,
  readU64LE,
  readU64LENumber,
} from './index.ts'

test('what a writer writes a reader reads', () => {
  const numbers = fc.tuple(
    fc.nat(0xff), fc.nat(0xffff), fc.nat(0xffff_ffff), fc.integer(), fc.bigInt(0n, 2n ** 64n - 1n),
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.maxSafeNat(), fc.uint8Array(),
  )
  fc.assert(fc.property(numbers, ([a, b, c, d, e, f, g, h]) => {
    const written = new ByteWriter(1)
      .u8(a).u16(b).u32(c).u32(d).u64(e).u64(f).u64Number(g).bytes(h).zeros(3)
      .u16le(b).u32le(c).u64le(e).u64leNumber(g)
      .finish()
    const reader = new ByteReader(written)
    assert.deepEqual(
      [reader.u8(), reader.u16(), reader.u32(), reader.i32(), reader.u64(), reader.i64(),
        reader.u64Number(), reader.bytes(h.length), reader.bytes(3)],
      [a, b, c, d, e, f, g, h, new Uint8Array(3)],
    )
    assert.deepEqual(
      [reader.u16le(), reader.u32le(), reader.u64le(), reader.u64leNumber()],
      [b, c, e, g],
    )
    assert.equal(reader.complete, true)
  }))
})

test('the order of bytes is that of DataView', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (eight) => {
    const view = new DataView(eight.buffer, eight.byteOffset)
    assert.equal(readU64BE(eight, 0), view.getBigUint64(0))
    assert.equal(readI64BE(eight, 0), view.getBigInt64(0))
    assert.equal(readU64LE(eight, 0), view.getBigUint64(0, true))
    assert.equal(readU64BENumber(eight, 0), Number(view.getBigUint64(0)))
    assert.equal(readU64LENumber(eight, 0), Number(view.getBigUint64(0, true)))
  }))
})

test('reading past the end gives zeros, says so, and stays there', () => {
  const reader = new ByteReader(Uint8Array.of(1, 2, 3))
  assert.equal(reader.u16(), 0x0102)
  assert.equal(reader.overrun, false)
  assert.equal(reader.u16(), 0)
  assert.equal(reader.overrun, true)
  assert.equal(reader.u8(), 0)
  assert.equal(reader.bytes(2 ** 32).length, 0)
  assert.equal(reader.complete, false)
})

test('a negative length is an overrun', () => {
  const reader = new ByteReader(new Uint8Array(8))
  assert.equal(reader.bytes(-1).length, 0)
  assert.equal(reader.overrun, true)
})

test('a length is patched in, and only over what was written', () => {
  const writer = new ByteWriter().u32(0).bytes(Uint8Array.of(7))
  assert.deepEqual(writer.patchU32(0, 0xfffffffe).finish(), Uint8Array.of(255, 255, 255, 254, 7))
  assert.throws(() => new ByteWriter().u8(1).patchU32(0, 1), RangeError)
})

test('comparisons agree with each other and with Node', () => {
  const pair = fc.tuple(fc.uint8Array({ maxLength: 3 }), fc.uint8Array({ maxLength: 3 }))
  fc.assert(fc.property(pair, ([a, b]) => {
    const order = Buffer.compare(a, b)
    assert.equal(Math.sign(compare(a, b)), order)
    assert.equal(equal(a, b), order === 0)
    assert.equal(equalConstantTime(a, b), order === 0)
  }))
})

test('concat joins in order', () => {
  assert.deepEqual(concat([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)]), Uint8Array.of(1, 2, 3))
})
