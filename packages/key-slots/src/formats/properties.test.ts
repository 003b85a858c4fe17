import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { SlotDescription } from './key-slot.ts'
import { describeSlot, openSlot, sealSlot } from './key-slot.ts'
import { openObjectKey, sealObjectKey } from './object-key.ts'
import { openssl } from './openssl.test.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 100 })
const counter = fc.integer({ min: 1, max: 2 ** 32 - 1 })
const description: fc.Arbitrary<SlotDescription> = fc.record({
  method: fc.constantFrom('keyServer', 'usb', 'recovery'),
  systemId: text,
  slot: counter,
  generation: counter,
  name: text,
  identifier: text,
})
const keys = fc.record({ accessKey: bytes(32), systemKey: bytes(32), salt: bytes(32) })

test('what is sealed opens in its place, with its key, and says what it is', () => {
  fc.assert(fc.property(description, keys, (place, each) => {
    const record = sealSlot(openssl, place, each)
    assert.deepEqual(openSlot(openssl, record, place, each.accessKey), {
      systemKey: each.systemKey,
    })
    assert.deepEqual(describeSlot(openssl, record), { ...place })
  }))
  fc.assert(fc.property(text, counter, bytes(32), bytes(64), bytes(32),
    (objectId, generation, systemKey, objectKey, salt) => {
      const place = { objectId, generation }
      const record = sealObjectKey(openssl, place, { systemKey, objectKey, salt })
      assert.deepEqual(openObjectKey(openssl, record, place, systemKey), { objectKey })
    }))
})

test('a record with one bit changed never opens, nor with one bit of the key', () => {
  fc.assert(fc.property(description, keys, fc.nat(), fc.nat({ max: 255 }),
    (place, each, at, keyBit) => {
      const record = sealSlot(openssl, place, each)
      const bit = at % (record.length * 8)
      assert.ok('failure' in openSlot(openssl, flipped(record, bit), place, each.accessKey))
      const otherKey = flipped(each.accessKey, keyBit)
      assert.deepEqual(openSlot(openssl, record, place, otherKey), { failure: 'wrongKey' })
    }))
})

test('every prefix of a record is refused, as torn once its magic is whole', () => {
  fc.assert(fc.property(description, keys, (place, each) => {
    const record = sealSlot(openssl, place, each)
    for (let length = 0; length < record.length; length++) {
      const failure = length < 8 ? 'notThisFormat' : 'torn'
      const cut = record.subarray(0, length)
      assert.deepEqual(openSlot(openssl, cut, place, each.accessKey), { failure })
    }
  }), { numRuns: 10 })
})

test('arbitrary bytes with a fitting checksum are judged, not trusted', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 80, maxLength: 500 }), bytes(32),
    (noise, key) => {
      const magic = new TextEncoder().encode('KEYTSLOT')
      const record = new Uint8Array(noise.length + 32)
      record.set(noise)
      record.set([...magic, 0, 1, 0, 1])
      new DataView(record.buffer).setUint32(12, record.length)
      record.set(openssl.sha256(record.subarray(0, noise.length)), noise.length)
      const place = { systemId: 's', slot: 1, generation: 1 }
      const opened = openSlot(openssl, record, place, key)
      assert.ok('failure' in opened && opened.failure !== 'torn')
    }))
})

test('the record shows nothing of either key', () => {
  fc.assert(fc.property(description, keys, (place, each) => {
    const salt = new Uint8Array(32).fill(7)
    const record = Buffer.from(sealSlot(openssl, place, { ...each, salt }))
    assert.equal(record.indexOf(each.systemKey), -1)
    assert.equal(record.indexOf(each.accessKey), -1)
  }))
})

test('lengths that the caller must have checked are refused loudly', () => {
  const place: SlotDescription = {
    method: 'keyServer', systemId: 's', slot: 1, generation: 1, name: 'n', identifier: 'i',
  }
  const good = {
    accessKey: new Uint8Array(32), systemKey: new Uint8Array(32), salt: new Uint8Array(32),
  }
  for (const wrong of [
    { accessKey: new Uint8Array(16) }, { systemKey: new Uint8Array(33) },
    { salt: new Uint8Array(31) },
  ]) assert.throws(() => sealSlot(openssl, place, { ...good, ...wrong }), RangeError)
  for (const wrong of [
    { slot: 0 }, { slot: 2 ** 32 }, { generation: 1.5 }, { name: '' }, { name: 'n'.repeat(513) },
    { identifier: '\ud800' },
  ]) assert.throws(() => sealSlot(openssl, { ...place, ...wrong }, good), RangeError)
})

function flipped(record: Uint8Array, bit: number): Uint8Array {
  const changed = record.slice()
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return changed
}
