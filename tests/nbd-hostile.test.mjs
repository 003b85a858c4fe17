// What no good client sends: the server refuses it, and lives.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import test from 'node:test'
import { output } from '../bench/measure.mjs'
import { serveVolume, until } from './support/served-volume.mjs'

const MiB = 1024 * 1024
const sizeBytes = 8 * MiB

/** A client that says what it is told to, byte by byte. */
class RawClient {
  #socket
  #received = Buffer.alloc(0)
  closed = false

  constructor(path) {
    this.#socket = connect(path)
    this.#socket.on('data', (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes])
    })
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', () => {
      this.closed = true
    })
  }

  send(bytes) {
    this.#socket.write(bytes)
  }

  async take(length) {
    await until(() => this.#received.length >= length || this.closed)
    const taken = this.#received.subarray(0, length)
    this.#received = this.#received.subarray(length)
    return taken
  }

  pause() {
    this.#socket.pause()
  }

  destroy() {
    this.#socket.destroy()
  }
}

const u16 = (value) => {
  const out = Buffer.alloc(2)
  out.writeUInt16BE(value)
  return out
}
const u32 = (value) => {
  const out = Buffer.alloc(4)
  out.writeUInt32BE(value)
  return out
}
const u64 = (value) => {
  const out = Buffer.alloc(8)
  out.writeBigUInt64BE(BigInt(value))
  return out
}
const option = (number, payload) =>
  Buffer.concat([Buffer.from('IHAVEOPT'), u32(number), u32(payload.length), payload])
const goOption = option(7, Buffer.concat([u32(1), Buffer.from('v'), u16(0)]))
const request = (type, offset, length, { magic = 0x25609513, flags = 0 } = {}) =>
  Buffer.concat([
    u32(magic),
    u16(flags),
    u16(type),
    u64(0x1122334455667788n),
    u64(offset),
    u32(length),
  ])
const READ = 0
const WRITE = 1

/** A raw client behind GO, with simple replies. */
async function transmitting(unixPath) {
  const client = new RawClient(unixPath)
  client.send(Buffer.concat([u32(3), goOption]))
  // The greeting, NBD_INFO_EXPORT, NBD_INFO_BLOCK_SIZE, the acknowledgement.
  await client.take(18 + 32 + 34 + 20)
  return client
}

const serves = (uri) =>
  output('qemu-io', ['-f', 'raw', '-c', 'write -P 1 0 64k', '-c', 'read -P 1 0 64k', uri])

test('garbage, half messages and lengths of 100 MB in the handshake', async (t) => {
  const { unixPath, uri } = await serveVolume(t, { sizeBytes })
  const hostile = [
    randomBytes(100_000),
    Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    Buffer.concat([u32(3), Buffer.from('IHAVEOPT'), u32(7), u32(100_000_000), randomBytes(1000)]),
    Buffer.concat([
      u32(3),
      option(7, Buffer.concat([u32(100_000_000), Buffer.from('v')])),
      goOption.subarray(0, 10),
    ]),
    Buffer.concat([u32(3), goOption.subarray(0, 20)]),
    Buffer.alloc(0),
  ]
  for (const bytes of hostile) {
    const client = new RawClient(unixPath)
    client.send(bytes)
    await client.take(18)
    client.destroy()
  }
  await serves(uri)
})

test('garbage and lengths of 100 MB in the transmission phase', async (t) => {
  const { unixPath, uri } = await serveVolume(t, { sizeBytes })
  const cut = [
    randomBytes(300_000),
    request(READ, 0, 512, { magic: 0x25609514 }),
    Buffer.concat([request(WRITE, 0, 100_000_000), randomBytes(200_000)]),
    Buffer.concat([request(WRITE, 0, 0xffff_ffff), randomBytes(200_000)]),
  ]
  for (const bytes of cut) {
    const client = await transmitting(unixPath)
    client.send(bytes)
    await until(() => client.closed)
  }
  const client = await transmitting(unixPath)
  client.send(
    Buffer.concat([
      request(READ, 0, 100_000_000),
      request(READ, 2n ** 63n, 512),
      request(99, 0, 0),
    ]),
  )
  const answers = await client.take(3 * 16)
  for (const at of [0, 16, 32]) assert.equal(answers.readUInt32BE(at + 4), 22, 'EINVAL')
  client.destroy()
  await serves(uri)
})

test('messages in pieces of one byte, and the data of a refused write, are read to their end', async (t) => {
  const { unixPath } = await serveVolume(t, { sizeBytes })
  const client = await transmitting(unixPath)
  const data = randomBytes(1024)
  const all = Buffer.concat([
    request(WRITE, 512, 1024),
    data,
    request(WRITE, 100, 1000),
    randomBytes(1000),
    request(WRITE, sizeBytes, 512),
    randomBytes(512),
  ])
  for (const byte of all) {
    client.send(Buffer.of(byte))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const answers = await client.take(3 * 16)
  assert.deepEqual(
    [0, 16, 32].map((at) => answers.readUInt32BE(at + 4)),
    [0, 22, 28],
  )
  client.send(request(READ, 512, 1024))
  assert.ok((await client.take(16 + 1024)).subarray(16).equals(data))
  client.destroy()
})

test('requests that come in one piece with GO are answered, not lost on the way to the process', async (t) => {
  const { unixPath } = await serveVolume(t, { sizeBytes })
  const client = new RawClient(unixPath)
  const data = randomBytes(4096)
  client.send(
    Buffer.concat([u32(3), goOption, request(WRITE, 0, 4096), data, request(READ, 0, 4096)]),
  )
  await client.take(18 + 32 + 34 + 20)
  const answers = await client.take(16 + 16 + 4096)
  assert.ok(answers.subarray(32).equals(data))
  client.destroy()
})

test('a write that is cut off in the middle leaves whole units, old or new', async (t) => {
  const { unixPath, uri, plane } = await serveVolume(t, { sizeBytes })
  await output('qemu-io', ['-f', 'raw', '-c', 'write -P 1 0 1M', uri])
  const client = await transmitting(unixPath)
  client.send(Buffer.concat([request(WRITE, 0, MiB), Buffer.alloc(300_001, 2)]))
  await new Promise((resolve) => setTimeout(resolve, 200))
  client.destroy()
  const reader = await transmitting(unixPath)
  reader.send(request(READ, 0, MiB))
  const got = (await reader.take(16 + MiB)).subarray(16)
  assert.equal(got.length, MiB)
  for (let at = 0; at < MiB; at += 512) {
    const unit = got.subarray(at, at + 512)
    assert.ok(
      unit.every((byte) => byte === unit[0]) && (unit[0] === 1 || unit[0] === 2),
      `unit at ${at}`,
    )
  }
  reader.destroy()
  const {
    volumes: [{ writeOperations }],
  } = await plane.statistics()
  assert.equal(writeOperations, 1, 'a write that never came whole does not count')
})

test('a client that asks for everything and reads nothing holds up nobody, and no memory', async (t) => {
  const { unixPath, uri, pid } = await serveVolume(t, { sizeBytes: 64 * MiB })
  const greedy = []
  for (let i = 0; i < 12; i++) {
    greedy.push(await transmitting(unixPath))
  }
  // Each stops reading, and asks for 4 GiB.
  for (const client of greedy) client.pause()
  for (const client of greedy)
    client.send(Buffer.concat(Array.from({ length: 128 }, () => request(READ, 0, 32 * MiB))))
  await serves(uri)
  const memory = Number((await output('ps', ['-o', 'rss=', '-p', `${pid}`])).trim()) / 1024
  assert.ok(memory < 150, `${memory} MiB`)
  for (const client of greedy) client.destroy()
  await serves(uri)
})
