import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fromHex, toHex } from '@keyturn/bytes'
import { decode } from './decode.ts'
import { encode } from './encode.ts'
import type { Item } from './item.ts'

interface Vector {
  readonly hex: string
  readonly expect: string
  readonly offset: number
  readonly what?: string
}

const linesOf = <T>(name: string): T[] =>
  readFileSync(new URL(`../../../../testdata/ttlv/${name}`, import.meta.url), 'utf8')
    .trim().split('\n').map((line) => JSON.parse(line) as T)

const bytesOf = (hex: string): Uint8Array => fromHex(hex) as Uint8Array

/** An example of the specification as an item: JSON lacks bigint and bytes. */
function itemOf(example: { tag: string; type: Item['type']; value: unknown }): Item {
  const { type, value } = example
  const values: Partial<Record<Item['type'], () => unknown>> = {
    Structure: () => (value as (typeof example)[]).map(itemOf),
    LongInteger: () => BigInt(value as string),
    BigInteger: () => BigInt(value as string),
    DateTime: () => BigInt(value as string),
    ByteString: () => bytesOf(value as string),
  }
  return { tag: Number(example.tag), type, value: values[type]?.() ?? value } as Item
}

test('the examples of the specification are read and written to the byte', () => {
  const examples = linesOf<Parameters<typeof itemOf>[0] & { hex: string }>('spec-examples.jsonl')
  assert.equal(examples.length, 10)
  for (const example of examples) {
    const item = itemOf(example)
    assert.deepEqual(decode(bytesOf(example.hex)), { ok: true, item })
    assert.equal(toHex(encode(item)), example.hex)
  }
})

for (const name of ['peers.jsonl', 'faults.jsonl']) {
  test(`${name}: items come back to the byte, faults are named with their place`, () => {
    for (const { hex, expect, offset, what } of linesOf<Vector>(name)) {
      const decoded = decode(bytesOf(hex))
      if (decoded.ok) {
        assert.equal(expect, 'item', hex)
        assert.equal(toHex(encode(decoded.item)), hex)
      } else assert.deepEqual([decoded.error.fault, decoded.error.offset], [expect, offset], what ?? hex)
    }
  })
}

test('every proper prefix of an item is refused', () => {
  for (const { hex, expect } of linesOf<Vector>('peers.jsonl')) {
    if (expect !== 'item') continue
    const whole = bytesOf(hex)
    for (let length = 0; length < whole.length; length++) {
      const decoded = decode(whole.subarray(0, length))
      assert.equal(decoded.ok, false)
      assert.match(decoded.ok ? '' : decoded.error.fault, /truncated|overrun/)
    }
  }
})

test('limits: depth, number of items, padding', () => {
  const nested = bytesOf('4200080100000008' + '4200080100000000')
  const tooDeep = decode(nested, { maximumDepth: 1 })
  assert.equal(!tooDeep.ok && tooDeep.error.fault, 'too deep')
  assert.equal(decode(nested, { maximumDepth: 2 }).ok, true)
  const tooMany = decode(nested, { maximumItems: 1 })
  assert.equal(!tooMany.ok && tooMany.error.fault, 'too many items')
  const padded = bytesOf('42002002000000040000000801000000')
  const tolerated = decode(padded, { tolerateNonZeroPadding: true })
  assert.deepEqual(tolerated, { ok: true, item: { tag: 0x420020, type: 'Integer', value: 8 } })
})

test('byte strings are copies: the message may be wiped, even a Buffer', () => {
  for (const bytes of [
    bytesOf('42002008000000030102030000000000'),
    Buffer.from('42002008000000030102030000000000', 'hex'),
  ]) {
    const decoded = decode(bytes)
    bytes.fill(0)
    assert.deepEqual(decoded.ok && decoded.item.value, Uint8Array.of(1, 2, 3))
  }
})

test('a value outside its type is not written', () => {
  const wrong: Item[] = [
    { tag: 0x420020, type: 'Integer', value: 2 ** 31 },
    { tag: 0x420020, type: 'Integer', value: 1.5 },
    { tag: 0x420020, type: 'Enumeration', value: -1 },
    { tag: 0x420020, type: 'Interval', value: 2 ** 32 },
    { tag: 0x420020, type: 'LongInteger', value: 2n ** 63n },
    { tag: 0x420020, type: 'DateTime', value: -(2n ** 63n) - 1n },
    { tag: 0x420020, type: 'TextString', value: '\ud800' },
  ]
  for (const item of wrong) assert.throws(() => encode(item), RangeError)
})
