import assert from 'node:assert/strict'
import test from 'node:test'
import { toHex } from '@keyturn/bytes'
import * as nbd from './constants.ts'
import { blockStatusChunk, errorChunk, writeDataChunkHeader, writeSimpleReply } from './reply.ts'

const cookie = { cookieHigh: 0x01020304, cookieLow: 0xa0b0c0d0 }
const cookieHex = '01020304a0b0c0d0'

test('a simple reply', () => {
  const out = new Uint8Array(20)
  writeSimpleReply(out, 2, cookie, nbd.NBD_ENOSPC)
  assert.equal(toHex(out), `0000${'67446698'}${'0000001c'}${cookieHex}0000`)
})

test('the header of a data chunk counts the offset as payload', () => {
  const out = new Uint8Array(nbd.DATA_CHUNK_HEADER_LENGTH)
  writeDataChunkHeader(out, 0, cookie, nbd.REPLY_FLAG_DONE, 2 ** 40 + 512, 4096)
  const expected = ['668e33ef', '0001', '0001', cookieHex, '00001008', '0000010000000200']
  assert.equal(toHex(out), expected.join(''))
})

test('an error chunk carries words, and cuts long ones', () => {
  const expected = ['668e33ef', '0001', '8001', cookieHex, '00000008', '00000005', '0002', '6e6f']
  assert.equal(toHex(errorChunk(cookie, nbd.NBD_EIO, 'no')), expected.join(''))
  assert.equal(errorChunk(cookie, nbd.NBD_EIO, 'x'.repeat(10_000)).length, 20 + 6 + 256)
})

test('block status: the context, then the extents', () => {
  const chunk = blockStatusChunk(cookie, 1, [
    { length: 65536, status: 0 },
    { length: 512, status: nbd.STATE_HOLE | nbd.STATE_ZERO },
  ])
  const expected = ['668e33ef', '0001', '0005', cookieHex, '00000014', '00000001']
  assert.equal(toHex(chunk), `${expected.join('')}00010000000000000000020000000003`)
})
