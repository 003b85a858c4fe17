import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { fromHex, toHex } from '@keyturn/bytes'
import { checkHeader, HEADER_LENGTH, makeHeader } from './volume-header.ts'

interface Vector {
  readonly name: string
  readonly expect: string
  readonly volumeId: string
  readonly key: string
  /** The first 132 bytes, and the digest at the end; zeros between. */
  readonly head: string
  readonly digest: string
  readonly length?: number
}
const file = new URL('../../../testdata/volume-header/vectors.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly Vector[]

function headerOf({ head, digest, length }: Vector): Uint8Array {
  const header = new Uint8Array(HEADER_LENGTH)
  header.set(fromHex(head) as Uint8Array)
  header.set(fromHex(digest) as Uint8Array, HEADER_LENGTH - 32)
  return header.subarray(0, length ?? HEADER_LENGTH)
}

for (const vector of vectors) {
  test(`header vector: ${vector.name}`, () => {
    const key = fromHex(vector.key) as Uint8Array
    const refusal = checkHeader(headerOf(vector), vector.volumeId, key)
    assert.equal(refusal?.reason ?? 'good', vector.expect)
    if (vector.expect !== 'good') return
    assert.equal(toHex(makeHeader(vector.volumeId, key)), toHex(headerOf(vector)))
  })
}

test('each failure class has a vector', () => {
  const classes = new Set(vectors.map(({ expect }) => expect))
  assert.deepEqual([...classes].sort(), [
    'good',
    'notAVolume',
    'otherVolume',
    'unknownVersion',
    'wrongKey',
  ])
})

test('identifiers are 1 to 64 bytes', () => {
  assert.throws(() => makeHeader('', new Uint8Array(64)), RangeError)
  assert.throws(() => makeHeader('x'.repeat(65), new Uint8Array(64)), RangeError)
})
