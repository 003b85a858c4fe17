import assert from 'node:assert/strict'
import test from 'node:test'
import { ByteReader, ByteWriter, concat, decodeUtf8, encodeUtf8, toHex } from '@keyturn/bytes'
import * as nbd from './constants.ts'
import type { ExportCatalogue } from './exports.ts'
import { beginTransmission, refuseTransmission } from './export-info.ts'
import { Handshake, type HandshakeStep } from './handshake.ts'
import { MAXIMUM_OPTION_LENGTH, MAXIMUM_OPTIONS } from './limits.ts'

const facts = { name: 'v0', description: 'first volume', sizeBytes: 1 << 30, readOnly: false }
const catalogue: ExportCatalogue = {
  list: () => [facts],
  find: (name) => {
    if (name === 'v0') return facts
    if (name === 'locked') return { refused: 'shutdown', message: 'the system is locked' }
    return { refused: 'unknown', message: `no export ${name}` }
  },
}

const flags = (value = 3): Uint8Array => new ByteWriter().u32(value).finish()
const text = (value: string): Uint8Array => {
  const bytes = encodeUtf8(value)
  return new ByteWriter().u32(bytes.length).bytes(bytes).finish()
}
const option = (number: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array =>
  new ByteWriter()
    .u32(nbd.OPTION_MAGIC[0])
    .u32(nbd.OPTION_MAGIC[1])
    .u32(number)
    .u32(payload.length)
    .bytes(payload)
    .finish()
const infoRequest = (name: string, ...types: number[]): Uint8Array => {
  const out = new ByteWriter().bytes(text(name)).u16(types.length)
  for (const type of types) out.u16(type)
  return out.finish()
}
const queries = (name: string, ...names: string[]): Uint8Array =>
  concat([text(name), new ByteWriter().u32(names.length).finish(), ...names.map(text)])

/** The replies to options as [option, type, payload]. */
function replies(bytes: Uint8Array): [number, number, Uint8Array][] {
  const reader = new ByteReader(bytes)
  const found: [number, number, Uint8Array][] = []
  while (reader.remaining > 0) {
    assert.equal(reader.u32(), nbd.OPTION_REPLY_MAGIC[0])
    assert.equal(reader.u32(), nbd.OPTION_REPLY_MAGIC[1])
    const number = reader.u32()
    const type = reader.u32()
    found.push([number, type, reader.bytes(reader.u32())])
  }
  assert.ok(reader.complete)
  return found
}
const types = (step: HandshakeStep): number[] => replies(step.reply).map(([, type]) => type)

const after = (...parts: Uint8Array[]): HandshakeStep =>
  new Handshake(catalogue).feed(concat([flags(), ...parts]))

test('the greeting offers the fixed newstyle and no zeroes', () => {
  const greeting = toHex(new Handshake(catalogue).greeting())
  assert.equal(greeting, '4e42444d41474943' + '49484156454f5054' + '0003')
})

test('GO hands over with what was negotiated, and writes no answer itself', () => {
  const rest = new Uint8Array([1, 2, 3])
  const step = after(
    option(nbd.OPT_STRUCTURED_REPLY),
    option(nbd.OPT_SET_META_CONTEXT, queries('v0', 'qemu:dirty-bitmap:x', 'base:allocation')),
    option(nbd.OPT_GO, infoRequest('v0', nbd.INFO_BLOCK_SIZE)),
    rest,
  )
  assert.equal(step.kind, 'transmission')
  assert.deepEqual(step.kind === 'transmission' && step.negotiated, {
    entry: 'go',
    exportName: 'v0',
    requestedInfo: [nbd.INFO_BLOCK_SIZE],
    structuredReplies: true,
    allocationContextId: 1,
    noZeroes: true,
  })
  assert.deepEqual(step.kind === 'transmission' && step.rest, rest)
  assert.deepEqual(types(step), [nbd.REP_ACK, nbd.REP_META_CONTEXT, nbd.REP_ACK])
})

test('one byte at a time leads to the same', () => {
  const all = concat([
    flags(),
    option(nbd.OPT_STRUCTURED_REPLY),
    option(nbd.OPT_LIST),
    option(nbd.OPT_GO, infoRequest('v0', nbd.INFO_NAME)),
  ])
  const whole = new Handshake(catalogue).feed(all)
  const handshake = new Handshake(catalogue)
  const written: Uint8Array[] = []
  let last: HandshakeStep | undefined
  for (const byte of all) {
    assert.notEqual(last?.kind, 'transmission')
    last = handshake.feed(new Uint8Array([byte]))
    written.push(last.reply)
  }
  assert.equal(last?.kind, 'transmission')
  assert.deepEqual({ ...last, reply: concat(written) }, whole)
})

test('the final answer to GO has size, flags, block sizes and what was asked for', () => {
  const step = after(option(nbd.OPT_GO, infoRequest('v0', nbd.INFO_NAME, nbd.INFO_DESCRIPTION)))
  assert.equal(step.kind, 'transmission')
  if (step.kind !== 'transmission') return
  const answers = replies(beginTransmission(step.negotiated, facts))
  const infos = answers.filter(([, type]) => type === nbd.REP_INFO)
  const byInfo = new Map(infos.map(([, , payload]) => [new ByteReader(payload).u16(), payload]))
  const exportInfo = new ByteReader(byInfo.get(nbd.INFO_EXPORT) as Uint8Array)
  exportInfo.skip(2)
  assert.equal(exportInfo.u64(), 1n << 30n)
  const told = exportInfo.u16()
  assert.ok(
    told & nbd.FLAG_CAN_MULTI_CONN && told & nbd.FLAG_SEND_FUA && told & nbd.FLAG_SEND_FLUSH,
  )
  assert.ok(!(told & nbd.FLAG_SEND_DF), 'DF needs structured replies')
  const sizes = new ByteReader(byInfo.get(nbd.INFO_BLOCK_SIZE) as Uint8Array)
  sizes.skip(2)
  assert.deepEqual([sizes.u32(), sizes.u32(), sizes.u32()], [512, 4096, 32 << 20])
  assert.equal(decodeUtf8((byInfo.get(nbd.INFO_NAME) as Uint8Array).subarray(2)), 'v0')
  assert.equal(
    decodeUtf8((byInfo.get(nbd.INFO_DESCRIPTION) as Uint8Array).subarray(2)),
    'first volume',
  )
  assert.equal(answers.at(-1)?.[1], nbd.REP_ACK)
})

test('a read-only export offers neither trim nor zeroes', () => {
  const step = after(option(nbd.OPT_EXPORT_NAME, encodeUtf8('v0')))
  assert.ok(step.kind === 'transmission')
  const reply = new ByteReader(beginTransmission(step.negotiated, { ...facts, readOnly: true }))
  reply.skip(8)
  const told = reply.u16()
  assert.ok(told & nbd.FLAG_READ_ONLY)
  assert.ok(!(told & (nbd.FLAG_SEND_TRIM | nbd.FLAG_SEND_WRITE_ZEROES)))
  assert.ok(reply.complete)
})

test('EXPORT_NAME without NO_ZEROES is followed by 124 zeros, and has no way to refuse', () => {
  const go = (name: string) =>
    new Handshake(catalogue).feed(concat([flags(1), option(nbd.OPT_EXPORT_NAME, encodeUtf8(name))]))
  const step = go('v0')
  assert.ok(step.kind === 'transmission')
  assert.equal(beginTransmission(step.negotiated, facts).length, 10 + 124)
  assert.deepEqual(go('nothing'), {
    kind: 'end',
    reply: new Uint8Array(0),
    cause: 'no export nothing',
  })
  const refusal = refuseTransmission('exportName', { refused: 'shutdown', message: 'gone' })
  assert.equal(refusal.length, 0)
})

test('an export that is not there, or not now, is refused in words, and the handshake goes on', () => {
  const handshake = new Handshake(catalogue)
  handshake.feed(flags())
  const unknown = replies(handshake.feed(option(nbd.OPT_GO, infoRequest('x'))).reply)[0]
  assert.equal(unknown?.[1], nbd.REP_ERR_UNKNOWN)
  const locked = replies(handshake.feed(option(nbd.OPT_INFO, infoRequest('locked'))).reply)[0]
  assert.equal(locked?.[1], nbd.REP_ERR_SHUTDOWN)
  assert.equal(decodeUtf8(locked?.[2] as Uint8Array), 'the system is locked')
  const info = handshake.feed(option(nbd.OPT_INFO, infoRequest('v0')))
  assert.equal(info.kind, 'continue')
  assert.deepEqual(types(info), [nbd.REP_INFO, nbd.REP_INFO, nbd.REP_ACK])
})

test('LIST names the exports of this peer', () => {
  const [server, ack] = replies(after(option(nbd.OPT_LIST)).reply)
  assert.equal(
    toHex(server?.[2] as Uint8Array),
    toHex(concat([text('v0'), encodeUtf8('first volume')])),
  )
  assert.equal(ack?.[1], nbd.REP_ACK)
  assert.deepEqual(types(after(option(nbd.OPT_LIST, new Uint8Array(1)))), [nbd.REP_ERR_INVALID])
})

test('meta contexts need structured replies, a known export and well-formed queries', () => {
  const set = (payload: Uint8Array) => option(nbd.OPT_SET_META_CONTEXT, payload)
  assert.deepEqual(types(after(set(queries('v0', 'base:allocation')))), [nbd.REP_ERR_INVALID])
  const structured = option(nbd.OPT_STRUCTURED_REPLY)
  const second = (payload: Uint8Array) => types(after(structured, set(payload))).slice(1)
  assert.deepEqual(second(queries('x', 'base:allocation')), [nbd.REP_ERR_UNKNOWN])
  assert.deepEqual(second(queries('v0', 'base:allocation').subarray(0, 20)), [nbd.REP_ERR_INVALID])
  assert.deepEqual(second(queries('v0', 'base:')), [nbd.REP_ACK], 'SET takes full names only')
  const list = option(nbd.OPT_LIST_META_CONTEXT, queries('v0'))
  assert.deepEqual(types(after(structured, list)).slice(1), [nbd.REP_META_CONTEXT, nbd.REP_ACK])
})

test('a context that was set for another export, or taken back, is not selected', () => {
  const both: ExportCatalogue = { ...catalogue, find: (name) => ({ ...facts, name }) }
  const selected = (...options: Uint8Array[]) => {
    const parts = [flags(), option(nbd.OPT_STRUCTURED_REPLY), ...options]
    const step = new Handshake(both).feed(concat(parts))
    assert.ok(step.kind === 'transmission')
    return step.negotiated.allocationContextId
  }
  const set = option(nbd.OPT_SET_META_CONTEXT, queries('a', 'base:allocation'))
  assert.equal(selected(set, option(nbd.OPT_GO, infoRequest('b'))), undefined)
  assert.equal(selected(set, option(nbd.OPT_GO, infoRequest('a'))), 1)
  const unset = option(nbd.OPT_SET_META_CONTEXT, queries('a'))
  assert.equal(selected(set, unset, option(nbd.OPT_GO, infoRequest('a'))), undefined)
})

test('STARTTLS is answered as not supported, or as forbidden, and unknown options as unknown', () => {
  assert.deepEqual(types(after(option(nbd.OPT_STARTTLS))), [nbd.REP_ERR_UNSUP])
  const forbidden = new Handshake(catalogue, 'policy').feed(
    concat([flags(), option(nbd.OPT_STARTTLS)]),
  )
  assert.deepEqual(types(forbidden), [nbd.REP_ERR_POLICY])
  assert.deepEqual(types(after(option(11))), [nbd.REP_ERR_UNSUP], 'extended headers')
})

test('ABORT is acknowledged and ends', () => {
  const step = after(option(nbd.OPT_ABORT))
  assert.equal(step.kind, 'end')
  assert.deepEqual(types(step), [nbd.REP_ACK])
})

test('hostile input ends the handshake before it costs anything', () => {
  const end = (bytes: Uint8Array) => {
    const step = new Handshake(catalogue).feed(bytes)
    assert.equal(step.kind, 'end')
    return step.kind === 'end' ? step.cause : ''
  }
  assert.match(end(flags(4)), /client flags/)
  assert.match(end(concat([flags(), encodeUtf8('GET / HTTP/1.1\r\n\r\n')])), /magic/)
  const header = (length: number) =>
    new ByteWriter()
      .u32(nbd.OPTION_MAGIC[0])
      .u32(nbd.OPTION_MAGIC[1])
      .u32(nbd.OPT_GO)
      .u32(length)
      .finish()
  assert.match(end(concat([flags(), header(100 << 20)])), /104857600 bytes/)
  assert.match(end(concat([flags(), header(MAXIMUM_OPTION_LENGTH + 1)])), /bytes/)
  const many = Array.from({ length: MAXIMUM_OPTIONS + 1 }, () => option(nbd.OPT_LIST))
  assert.match(end(concat([flags(), ...many])), /too many/)
})

test('malformed GO and names are refused, not believed', () => {
  const go = (payload: Uint8Array) => types(after(option(nbd.OPT_GO, payload)))
  assert.deepEqual(go(new Uint8Array(0)), [nbd.REP_ERR_INVALID])
  assert.deepEqual(go(concat([infoRequest('v0'), new Uint8Array(1)])), [nbd.REP_ERR_INVALID])
  assert.deepEqual(go(new ByteWriter().u32(0xffff_ffff).u16(0).finish()), [nbd.REP_ERR_INVALID])
  assert.deepEqual(go(new ByteWriter().u32(1).u8(0xff).u16(0).finish()), [nbd.REP_ERR_INVALID])
  const long = option(nbd.OPT_EXPORT_NAME, new Uint8Array(4097).fill(0x61))
  assert.equal(after(long).kind, 'end')
})
