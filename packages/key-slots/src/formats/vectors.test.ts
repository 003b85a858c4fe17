import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { toHex } from '@keyturn/bytes'
import { describeSlot, openSlot, sealSlot } from './key-slot.ts'
import type { SlotMethod } from './key-slot.ts'
import { openObjectKey, sealObjectKey } from './object-key.ts'
import { hex, openssl } from './openssl.test.ts'

interface Vector {
  readonly name: string
  /** `success`, or the class of the one failure that the record has. */
  readonly expect: string
  readonly generation: number
  readonly salt: string
  readonly record: string
}
interface SlotVector extends Vector {
  readonly systemId: string
  readonly slot: number
  readonly accessKey: string
  readonly method: SlotMethod
  readonly keyName: string
  readonly keyIdentifier: string
  readonly systemKey: string
}
interface ObjectVector extends Vector {
  readonly objectId: string
  readonly systemKey: string
  readonly objectKey: string
}

const vectorsOf = (file: string): readonly unknown[] => JSON.parse(readFileSync(
  new URL(`../../../../testdata/key-slots/${file}`, import.meta.url), 'utf8')) as unknown[]
const slotVectors = vectorsOf('key-slots.json') as readonly SlotVector[]
const objectVectors = vectorsOf('object-keys.json') as readonly ObjectVector[]

for (const vector of slotVectors) {
  test(`key slot vector: ${vector.name}`, () => {
    const record = hex(vector.record)
    const opened = openSlot(openssl, record, vector, hex(vector.accessKey))
    assert.equal('failure' in opened ? opened.failure : 'success', vector.expect)
    if ('failure' in opened) return
    assert.equal(toHex(opened.systemKey), vector.systemKey)
    const { systemId, slot, generation, method, keyName: name, keyIdentifier: identifier } = vector
    const description = { method, systemId, slot, generation, name, identifier }
    assert.deepEqual(describeSlot(openssl, record), description)
    assert.equal(toHex(sealSlot(openssl, description, {
      accessKey: hex(vector.accessKey), systemKey: opened.systemKey, salt: hex(vector.salt),
    })), vector.record)
  })
}

for (const vector of objectVectors) {
  test(`object key vector: ${vector.name}`, () => {
    const opened = openObjectKey(openssl, hex(vector.record), vector, hex(vector.systemKey))
    assert.equal('failure' in opened ? opened.failure : 'success', vector.expect)
    if ('failure' in opened) return
    assert.equal(toHex(opened.objectKey), vector.objectKey)
    assert.equal(toHex(sealObjectKey(openssl, vector, {
      systemKey: hex(vector.systemKey), objectKey: opened.objectKey, salt: hex(vector.salt),
    })), vector.record)
  })
}

test('every failure class has a vector', () => {
  const ofFrame = ['badTag', 'malformed', 'notThisFormat', 'success', 'torn', 'unknownVersion']
  const classes = (vectors: readonly Vector[]): readonly string[] =>
    [...new Set(vectors.map(({ expect }) => expect))].sort()
  assert.deepEqual(classes(slotVectors),
    [...ofFrame, 'wrongGeneration', 'wrongKey', 'wrongSlot', 'wrongSystem'].sort())
  assert.deepEqual(classes(objectVectors),
    [...ofFrame, 'wrongGeneration', 'wrongKey', 'wrongObject'].sort())
})
