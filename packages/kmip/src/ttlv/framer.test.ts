import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, encodeUtf8, fromHex } from '@keyturn/bytes'
import fc from 'fast-check'
import { type Framed, MessageFramer, messageLength, requestMessageTag } from './framer.ts'

const limit = 64
const message = (body: number): Uint8Array => {
  const bytes = new Uint8Array(8 + 8 * body).fill(body)
  bytes.set(fromHex(`42007801${(8 * body).toString(16).padStart(8, '0')}`) as Uint8Array)
  return bytes
}

/** Feeds the stream in pieces of the given lengths, the last piece taking the rest. */
function feed(stream: Uint8Array, cuts: readonly number[]): Framed[] {
  const framer = new MessageFramer(requestMessageTag, limit)
  const framed: Framed[] = []
  let at = 0
  for (const cut of cuts) {
    framed.push(...framer.push(stream.subarray(at, at + cut)))
    at += cut
  }
  framed.push(...framer.push(stream.subarray(at)))
  return framed
}

test('messages come out whole, in order, however the stream is cut', () => {
  const stream = fc.array(fc.nat(7), { minLength: 1, maxLength: 5 })
  const cuts = fc.array(fc.nat(20), { maxLength: 40 })
  fc.assert(fc.property(stream, cuts, (bodies, at) => {
    const messages = bodies.map(message)
    const framed = feed(concat(messages), at)
    assert.deepEqual(framed, messages.map((bytes) => ({ kind: 'message', bytes })))
  }))
})

test('a message is a copy of what came, even of a Buffer', () => {
  const piece = Buffer.from(concat([message(1), message(2)]))
  const [first] = new MessageFramer(requestMessageTag, limit).push(piece)
  piece.fill(0)
  assert.deepEqual(first, { kind: 'message', bytes: message(1) })
})

test('another protocol is seen at its first byte', () => {
  const framer = new MessageFramer(requestMessageTag, limit)
  assert.deepEqual(framer.push(encodeUtf8('G')), [{ kind: 'not KMIP' }])
  assert.deepEqual(framer.push(message(0)), [], 'nothing follows')
})

test('a response is no request, and a ragged length no message', () => {
  for (const header of ['42007b0100000008', '4200780100000009', '4200780200000008']) {
    assert.deepEqual(feed(fromHex(header) as Uint8Array, [8]), [{ kind: 'not KMIP' }])
  }
})

test('a length over the limit is refused at the header, before any of it came', () => {
  const framer = new MessageFramer(requestMessageTag, limit)
  const huge = fromHex('42007801fffffff8') as Uint8Array
  assert.deepEqual(framer.push(huge), [{ kind: 'too long', length: 8 + 0xfffffff8 }])
})

test('midway tells a half message from a clean end', () => {
  const framer = new MessageFramer(requestMessageTag, limit)
  assert.equal(framer.midway, false)
  framer.push(message(1).subarray(0, 9))
  assert.equal(framer.midway, true)
  framer.push(message(1).subarray(9))
  assert.equal(framer.midway, false)
})

test('messageLength counts the header', () => {
  assert.equal(messageLength(message(2), requestMessageTag), 24)
  assert.equal(messageLength(message(2).subarray(0, 7), requestMessageTag), undefined)
})
