// Other people's NBD clients against the data plane: qemu-io, nbdcopy, fio, libnbd.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { output } from '../bench/measure.mjs'
import { serveVolume } from './support/served-volume.mjs'

const MiB = 1024 * 1024
const qemuIo = (uri, ...commands) =>
  output('qemu-io', ['-f', 'raw', ...commands.flatMap((command) => ['-c', command]), uri])
const python = (script, ...parameters) => output('/usr/bin/python3', ['-c', script, ...parameters])

test('qemu-io: patterns, unaligned edges, zero and trim', async (t) => {
  const { uri, path } = await serveVolume(t, { sizeBytes: 64 * MiB })
  await qemuIo(
    uri,
    'read -P 0 0 64M',
    'write -P 0xab 0 1M',
    'read -P 0xab 0 1M',
    'read -P 0 1M 1M',
    'write -P 3 512 512',
    'read -P 0xab 0 512',
    'read -P 3 512 512',
    'read -P 0xab 1k 1k',
    'write -P 5 3M 31M',
    'read -P 5 3M 31M',
    // qemu completes what is finer than a unit by reading and writing whole ones.
    'write -P 7 1000 100',
    'read -P 7 1000 100',
    'read -P 0xab 1100 100',
    'write -z 4M 4M',
    'read -P 0 4M 4M',
    'read -P 5 8M 1M',
    'write -z 9437696 512',
    'read -P 0 9437696 512',
    'read -P 5 9437184 512',
    'write -z -u 16M 8M',
    'read -P 0 16M 8M',
    'flush',
    'write -f -P 9 63M 1M',
    'read -P 9 63M 1M',
  )
  const taken = statSync(path).blocks * 512
  await qemuIo(uri, 'discard 0 64M', 'flush')
  const left = statSync(path).blocks * 512
  assert.ok(left < taken / 8, `trim gave back too little: ${taken} bytes before, ${left} after`)
})

test('nbdcopy brings an image in and out, over several connections, and the file holds no plaintext', async (t) => {
  const { uri, path, folder } = await serveVolume(t, { sizeBytes: 48 * MiB })
  const image = Buffer.concat([randomBytes(20 * MiB), Buffer.alloc(8 * MiB), randomBytes(20 * MiB)])
  const source = join(folder, 'image')
  writeFileSync(source, image)
  await output('nbdcopy', ['--flush', source, uri])
  const target = join(folder, 'copy')
  await output('nbdcopy', [uri, target])
  assert.ok(readFileSync(target).equals(image))
  const stored = readFileSync(path)
  for (let at = 0; at < image.length; at += 4 * MiB) {
    const piece = image.subarray(at, at + 16)
    if (piece.some((byte) => byte !== 0))
      assert.equal(stored.indexOf(piece), -1, `plaintext of ${at}`)
  }
})

test('block status tells holes from data, and stays right when data comes and goes', async (t) => {
  const { uri } = await serveVolume(t, { sizeBytes: 16 * MiB })
  const map = async () =>
    JSON.parse(await output('nbdinfo', ['--map', '--json', uri])).map(
      ({ offset, length, type }) => [offset / 65536, length / 65536, type],
    )
  assert.deepEqual(await map(), [[0, 256, 3]])
  await qemuIo(uri, 'write -P 1 64k 64k', 'write -P 2 8M 4k')
  assert.deepEqual(await map(), [
    [0, 1, 3],
    [1, 1, 0],
    [2, 126, 3],
    [128, 1, 0],
    [129, 127, 3],
  ])
  await qemuIo(uri, 'write -z 0 1M')
  assert.deepEqual(await map(), [
    [0, 128, 3],
    [128, 1, 0],
    [129, 127, 3],
  ])
})

test('fio verifies crc32c on four connections at once', async (t) => {
  const { uri } = await serveVolume(t, { sizeBytes: 128 * MiB })
  await output('fio', [
    '--name=verify',
    '--ioengine=nbd',
    `--uri=${uri}`,
    '--rw=randrw',
    '--bsrange=512-256k',
    '--bs_unaligned=0',
    '--blockalign=512',
    '--iodepth=16',
    '--numjobs=4',
    '--size=32m',
    '--offset_increment=32m',
    '--io_size=64m',
    '--verify=crc32c',
    '--verify_state_save=0',
    '--verify_fatal=1',
    '--fsync=32',
    '--group_reporting',
  ])
})

test('libnbd: DF, simple replies, and requests that are refused in every form', async (t) => {
  const { uri, events, plane } = await serveVolume(t, { sizeBytes: 8 * MiB })
  await python(
    `
import nbd, sys
uri = sys.argv[1]

def expect(errno, call):
    try:
        call()
    except nbd.Error as error:
        assert error.errnum == errno, (errno, error)
        return
    raise AssertionError('not refused: %d' % errno)

EINVAL, ENOSPC = 22, 28
for structured in (True, False):
    h = nbd.NBD()
    h.set_request_structured_replies(structured)
    h.set_strict_mode(0)
    h.connect_uri(uri)
    data = bytes(range(256)) * 4096 * 4
    h.pwrite(data, 512)
    assert h.pread(len(data), 512) == data
    assert h.pread(3 << 20, 0)[512:512 + len(data)][:3 << 20] == data[:(3 << 20) - 512]
    expect(EINVAL, lambda: h.pread(511, 0))
    expect(EINVAL, lambda: h.pread(512, 1))
    expect(EINVAL, lambda: h.pread(512, 8 << 20))
    expect(EINVAL, lambda: h.pwrite(b'x' * 100, 0))
    expect(ENOSPC, lambda: h.pwrite(b'x' * 1024, (8 << 20) - 512))
    expect(EINVAL, lambda: h.cache(512, 0))
    expect(EINVAL, lambda: h.zero(100, 0))
    assert h.pread(512, 512) == data[:512], 'a refused write changed something'
    if structured:
        chunks = []
        def chunk(buffer, offset, status, error):
            chunks.append((offset, len(buffer)))
        got = h.pread_structured(3 << 20, 0, chunk, nbd.CMD_FLAG_DF)
        assert chunks == [(0, 3 << 20)], chunks
        assert got[512:] == data[:(3 << 20) - 512]
    h.zero(4096, 0, nbd.CMD_FLAG_NO_HOLE | nbd.CMD_FLAG_FUA)
    assert h.pread(4096, 0) == bytes(4096)
    h.zero(4 << 20, 0, nbd.CMD_FLAG_FAST_ZERO)
    assert h.pread(4 << 20, 0) == bytes(4 << 20)
    h.flush()
    h.shutdown()
`,
    uri,
  )
  assert.deepEqual(
    events.filter(({ kind }) => kind !== 'connectionClosed'),
    [],
  )
  const {
    volumes: [{ errors }],
  } = await plane.statistics()
  assert.equal(errors, 14, 'the refusals came from the server, not from libnbd')
})

test('many requests at once, in both directions, keep their data and their cookies apart', async (t) => {
  const { uri } = await serveVolume(t, { sizeBytes: 64 * MiB })
  await python(
    `
import nbd, sys, random
h = nbd.NBD()
h.connect_uri(sys.argv[1])
random.seed(7)
LENGTH, COUNT = 32768, 1000
content = {}
def settle(cookies):
    while h.aio_in_flight() > 0:
        h.poll(-1)
    for cookie in cookies:
        assert h.aio_command_completed(cookie)
cookies = []
for i in range(COUNT):
    content[i] = random.randbytes(LENGTH)
    cookies.append(h.aio_pwrite(nbd.Buffer.from_bytearray(bytearray(content[i])), i * LENGTH))
settle(cookies)
buffers, cookies = {}, []
order = list(range(COUNT))
random.shuffle(order)
for i in order:
    buffers[i] = nbd.Buffer(LENGTH)
    cookies.append(h.aio_pread(buffers[i], i * LENGTH))
settle(cookies)
for i in range(COUNT):
    assert buffers[i].to_bytearray() == content[i], i
h.shutdown()
`,
    uri,
  )
})

test('over TCP as over the Unix socket', async (t) => {
  const { uri, tcpUri } = await serveVolume(t, { sizeBytes: 8 * MiB, tcp: true })
  await qemuIo(tcpUri, 'write -P 0x42 0 8M', 'flush')
  await qemuIo(uri, 'read -P 0x42 0 8M')
})
