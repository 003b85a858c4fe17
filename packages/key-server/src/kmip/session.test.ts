import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeResponse, encodeRequest } from '@keyturn/kmip'
import { Rig } from '../simulated-rig.test.ts'

const clients = { alice: 'ALPHA' }

function discover(version: '1.0' | '2.1' = '1.0'): Uint8Array {
  const encoded = encodeRequest({
    header: { version }, items: [{ operation: 'DiscoverVersions', payload: { protocolVersions: [] } }],
  })
  assert.ok(encoded.ok)
  return encoded.bytes
}

test('a message in two pieces, header first, and two messages in one piece are answered in order', async () => {
  const { connection } = await (await Rig.start({ clients })).connect('alice')
  const [first, second] = [discover('1.0'), discover('2.1')]
  await connection.write(first.subarray(0, 8))
  await connection.write(first.subarray(8))
  assert.equal(versionOf(await connection.read()), '1.0')
  await connection.write(Uint8Array.from([...first, ...second, ...first]))
  for (const version of ['1.0', '2.1', '1.0']) {
    assert.equal(versionOf(await connection.read()), version)
  }
})

test('what is no KMIP gets no answer; the server goes on serving others', async () => {
  const rig = await Rig.start({ clients })
  for (const garbage of ['GET / HTTP/1.1\r\n\r\n', '\u0000\u0001\u0002', 'B\u0000{\u0001....']) {
    const { connection } = await rig.connect('alice')
    await connection.write(new TextEncoder().encode(garbage))
    assert.equal(await connection.read(), undefined, garbage)
  }
  await (await rig.connect('alice')).call('Locate', { attributes: [] })
})

test('a length of 100 MB is refused in words and the connection closed, without waiting for it', async () => {
  const { connection } = await (await Rig.start({ clients })).connect('alice')
  await connection.write(Uint8Array.of(0x42, 0, 0x78, 1, 0x06, 0, 0, 0))
  const decoded = decodeResponse(await connection.read() ?? new Uint8Array(0))
  assert.ok(decoded.ok)
  const [item] = decoded.response.items
  assert.ok(item?.resultStatus === 'OperationFailed')
  assert.equal(item.resultReason, 'InvalidMessage')
  assert.equal(await connection.read(), undefined)
})

test('broken TTLV inside a whole frame is Invalid Message, and the connection stays', async () => {
  const client = await (await Rig.start({ clients })).connect('alice')
  const bytes = discover()
  bytes[11] = 0x7f
  const { items: [item] } = await client.raw(bytes)
  assert.ok(item?.resultStatus === 'OperationFailed')
  assert.equal(item.resultReason, 'InvalidMessage')
  await client.call('DiscoverVersions', { protocolVersions: [] })
})

test('a version that nobody speaks is answered in one that is spoken', async () => {
  const client = await (await Rig.start({ clients })).connect('alice')
  const bytes = discover()
  bytes[8 + 8 + 8 + 8 + 3] = 9
  const { header, items: [item] } = await client.raw(bytes)
  assert.equal(header.version, '2.1')
  assert.ok(item?.resultStatus === 'OperationFailed')
})

test('an idle connection is closed after an hour, a half message after half a minute', async () => {
  const rig = await Rig.start({ clients })
  const idle = (await rig.connect('alice')).connection
  await rig.time.advance(3_599_000)
  await idle.write(discover())
  assert.ok(await idle.read(), 'still there')
  await rig.time.advance(3_601_000)
  assert.equal(await idle.read(), undefined)
  const half = (await rig.connect('alice')).connection
  await half.write(discover().subarray(0, 20))
  await rig.time.advance(31_000)
  assert.equal(await half.read(), undefined)
})

test('when connections are too many, the one that was silent for longest gives way', async () => {
  const rig = await Rig.start({ clients })
  const [used, silent] = [await rig.connect('alice'), await rig.connect('stranger')]
  await rig.time.advance(1_000)
  await used.call('Locate', { attributes: [] })
  for (let open = 2; open < 2_000; open++) await rig.connect('stranger')
  await (await rig.connect('alice')).call('Locate', { attributes: [] })
  await assert.rejects(silent.call('DiscoverVersions', { protocolVersions: [] }))
  await used.call('Locate', { attributes: [] })
})

test('stop answers what is under way and closes every connection', async () => {
  const rig = await Rig.start({ clients })
  const [busy, idle] = [await rig.connect('alice'), await rig.connect('alice')]
  const answer = busy.call('Locate', { attributes: [] })
  await rig.server.stop()
  await answer
  assert.equal(await busy.connection.read(), undefined)
  assert.equal(await idle.connection.read(), undefined)
  await assert.rejects(rig.connect('alice'), /nothing listens/)
})

function versionOf(bytes: Uint8Array | undefined): string {
  const decoded = decodeResponse(bytes ?? new Uint8Array(0))
  assert.ok(decoded.ok)
  return decoded.response.header.version
}
