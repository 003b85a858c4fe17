import assert from 'node:assert/strict'
import test from 'node:test'
import { ByteWriter } from '@keyturn/bytes'
import * as nbd from './constants.ts'
import { MAXIMUM_PAYLOAD_LENGTH } from './limits.ts'
import { judgeRequest, Request, type TransmissionRules } from './request.ts'

const rules: TransmissionRules = {
  sizeBytes: 1024 * 1024,
  readOnly: false,
  structuredReplies: true,
  allocationContextId: 1,
}

function judge(
  type: number,
  offset: number,
  length: number,
  { flags = 0, ...changes }: { flags?: number } & Partial<TransmissionRules> = {},
): number {
  const request = new Request()
  const bytes = new ByteWriter()
    .u32(nbd.REQUEST_MAGIC)
    .u16(flags)
    .u16(type)
    .u32(7)
    .u32(8)
    .u64Number(offset)
    .u32(length)
    .finish()
  assert.equal(request.read(bytes, 0), true)
  assert.deepEqual([request.cookieHigh, request.cookieLow], [7, 8])
  return judgeRequest(request, { ...rules, ...changes })
}

test('a request without its magic is none', () => {
  assert.equal(new Request().read(new Uint8Array(28), 0), false)
})

test('requests within the volume and made of whole units pass', () => {
  assert.equal(judge(nbd.CMD_READ, 512, 512), nbd.NBD_OK)
  assert.equal(judge(nbd.CMD_WRITE, 0, 1024 * 1024, { flags: nbd.CMD_FLAG_FUA }), nbd.NBD_OK)
  assert.equal(judge(nbd.CMD_FLUSH, 0, 0), nbd.NBD_OK)
  assert.equal(judge(nbd.CMD_TRIM, 0, 1024 * 1024), nbd.NBD_OK)
  const zeroFlags = nbd.CMD_FLAG_NO_HOLE | nbd.CMD_FLAG_FAST_ZERO | nbd.CMD_FLAG_FUA
  assert.equal(judge(nbd.CMD_WRITE_ZEROES, 0, 4096, { flags: zeroFlags }), nbd.NBD_OK)
  assert.equal(judge(nbd.CMD_BLOCK_STATUS, 0, 4096, { flags: nbd.CMD_FLAG_REQ_ONE }), nbd.NBD_OK)
})

test('anything finer than a unit is EINVAL', () => {
  for (const type of [nbd.CMD_READ, nbd.CMD_WRITE, nbd.CMD_TRIM, nbd.CMD_WRITE_ZEROES]) {
    assert.equal(judge(type, 511, 512), nbd.NBD_EINVAL)
    assert.equal(judge(type, 0, 513), nbd.NBD_EINVAL)
    assert.equal(judge(type, 0, 0), nbd.NBD_EINVAL)
  }
})

test('beyond the end, reads are EINVAL and changes are ENOSPC', () => {
  const end = rules.sizeBytes
  assert.equal(judge(nbd.CMD_READ, end, 512), nbd.NBD_EINVAL)
  assert.equal(judge(nbd.CMD_BLOCK_STATUS, end - 512, 1024), nbd.NBD_EINVAL)
  for (const type of [nbd.CMD_WRITE, nbd.CMD_TRIM, nbd.CMD_WRITE_ZEROES]) {
    assert.equal(judge(type, end - 512, 1024), nbd.NBD_ENOSPC)
  }
  assert.equal(judge(nbd.CMD_READ, 2 ** 63, 512), nbd.NBD_EINVAL, 'offsets beyond 2^53')
})

test('payloads end at 32 MiB, zeroes do not', () => {
  const sizeBytes = 2 ** 40
  const most = MAXIMUM_PAYLOAD_LENGTH
  assert.equal(judge(nbd.CMD_READ, 0, most, { sizeBytes }), nbd.NBD_OK)
  assert.equal(judge(nbd.CMD_READ, 0, most + 512, { sizeBytes }), nbd.NBD_EINVAL)
  assert.equal(judge(nbd.CMD_WRITE, 0, 100 << 20, { sizeBytes }), nbd.NBD_EINVAL)
  assert.equal(judge(nbd.CMD_TRIM, 0, 0xffff_fe00, { sizeBytes }), nbd.NBD_OK)
})

test('a read-only export changes nothing', () => {
  for (const type of [nbd.CMD_WRITE, nbd.CMD_TRIM, nbd.CMD_WRITE_ZEROES]) {
    assert.equal(judge(type, 0, 512, { readOnly: true }), nbd.NBD_EPERM)
  }
  assert.equal(judge(nbd.CMD_READ, 0, 512, { readOnly: true }), nbd.NBD_OK)
})

test('commands, flags and contexts that were not offered are EINVAL', () => {
  assert.equal(judge(nbd.CMD_CACHE, 0, 512), nbd.NBD_EINVAL)
  assert.equal(judge(99, 0, 512), nbd.NBD_EINVAL)
  assert.equal(judge(nbd.CMD_READ, 0, 512, { flags: nbd.CMD_FLAG_NO_HOLE }), nbd.NBD_EINVAL)
  assert.equal(judge(nbd.CMD_WRITE, 0, 512, { flags: 1 << 9 }), nbd.NBD_EINVAL)
  const df = { flags: nbd.CMD_FLAG_DF }
  assert.equal(judge(nbd.CMD_READ, 0, 512, df), nbd.NBD_OK)
  assert.equal(judge(nbd.CMD_READ, 0, 512, { ...df, structuredReplies: false }), nbd.NBD_EINVAL)
  const none = { allocationContextId: undefined }
  assert.equal(judge(nbd.CMD_BLOCK_STATUS, 0, 512, none), nbd.NBD_EINVAL)
  assert.equal(judge(nbd.CMD_FLUSH, 0, 512), nbd.NBD_EINVAL)
})
