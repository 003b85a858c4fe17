import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fromHex } from '@keyturn/bytes'
import fc from 'fast-check'
import { decodeRequest } from '../messages/decode-request.ts'
import { decodeResponse } from '../messages/decode-response.ts'
import { encodeResponse } from '../messages/encode-response.ts'
import { decode } from './decode.ts'
import { encode } from './encode.ts'
import { itemTypes, type Item, type ItemType } from './item.ts'

const peers = readFileSync(new URL('../../../../testdata/ttlv/peers.jsonl', import.meta.url), 'utf8')
  .trim().split('\n').map((line) => fromHex((JSON.parse(line) as { hex: string }).hex) as Uint8Array)

const tag = fc.oneof(
  fc.integer({ min: 0x420001, max: 0x420180 }),
  fc.integer({ min: 0x540000, max: 0x54ffff }),
)
const int64 = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)

const values: Record<ItemType, fc.Arbitrary<unknown>> = {
  Structure: fc.constant([]),
  Integer: fc.integer(),
  LongInteger: int64,
  BigInteger: fc.bigInt(-(2n ** 200n), 2n ** 200n),
  Enumeration: fc.nat(0xffff_ffff),
  Boolean: fc.boolean(),
  TextString: fc.string({ unit: 'grapheme' }),
  ByteString: fc.uint8Array(),
  DateTime: int64,
  Interval: fc.nat(0xffff_ffff),
  DateTimeExtended: int64,
}

const plain = { noNullPrototype: true }

const leaf = fc.constantFrom(...(Object.keys(itemTypes) as ItemType[])).chain((type) =>
  fc.record({ tag, type: fc.constant(type), value: values[type] }, plain))

const anyItem = fc.letrec<{ item: Item; structure: Item }>((tie) => ({
  item: fc.oneof({ depthSize: 'small' }, leaf, tie('structure')) as fc.Arbitrary<Item>,
  structure: fc.record({
    tag,
    type: fc.constant('Structure' as const),
    value: fc.array(tie('item') as fc.Arbitrary<Item>, { maxLength: 5 }),
  }, plain),
})).item

test('any item comes back from its bytes', () => {
  fc.assert(fc.property(anyItem, (item) => {
    assert.deepEqual(decode(encode(item)), { ok: true, item })
  }))
})

test('flipped bits give an item or a typed error within the input, and what decodes encodes back', () => {
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 3 })
  fc.assert(fc.property(fc.constantFrom(...peers), flips, (blob, changes) => {
    const bytes = blob.slice()
    for (const [at, bit] of changes) {
      const place = at % bytes.length
      bytes[place] = (bytes[place] as number) ^ (1 << bit)
    }
    const decoded = decode(bytes)
    if (decoded.ok) {
      assert.deepEqual(decode(encode(decoded.item)), decoded)
    } else assert.ok(decoded.error.offset >= 0 && decoded.error.offset <= bytes.length)
    // Neither do messages throw, and what a response holds can be told again.
    decodeRequest(bytes)
    const response = decodeResponse(bytes)
    if (response.ok) encodeResponse(response.response)
  }), { numRuns: 3000 })
})

test('random bytes are refused, never thrown at', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
    decode(bytes)
    decodeRequest(bytes)
    decodeResponse(bytes)
  }))
})
