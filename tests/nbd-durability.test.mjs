// Nothing that was acknowledged is lost, and what cannot be kept is not acknowledged.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { output } from '../bench/measure.mjs'
import { startPlane } from '../bench/nbd-harness.mjs'
import { serveVolume, until, volumeId } from './support/served-volume.mjs'

const MiB = 1024 * 1024
const qemuIo = (uri, ...commands) =>
  output('qemu-io', ['-f', 'raw', ...commands.flatMap((command) => ['-c', command]), uri])
const python = (script, ...parameters) => output('/usr/bin/python3', ['-c', script, ...parameters])

function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-nbd-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * Attaches strace to every thread of a running process, until the test or the returned function
 * ends it.
 */
async function strace(t, pid, ...parameters) {
  const tracer = spawn('strace', ['-f', '-qq', '-p', `${pid}`, ...parameters], { stdio: 'ignore' })
  const exited = new Promise((resolve) => tracer.once('exit', resolve))
  const stop = () => {
    tracer.kill('SIGINT')
    return exited
  }
  t.after(stop)
  const traced = (thread) =>
    !/^TracerPid:\s+0$/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'latin1'))
  await until(() => tracer.exitCode !== null || readdirSync(`/proc/${pid}/task`).every(traced))
  assert.equal(tracer.exitCode, null, 'strace could not attach')
  return stop
}

test('fdatasync has returned before a FUA write or a flush is answered', async (t) => {
  const { uri, pid, folder } = await serveVolume(t, { sizeBytes: 8 * MiB })
  const trace = join(folder, 'trace')
  const stop = await strace(
    t,
    pid,
    '-s',
    '32',
    '-xx',
    '-o',
    trace,
    '-e',
    'trace=pwrite64,fdatasync,write,writev,sendto',
  )
  await python(
    `
import nbd, sys
h = nbd.NBD()
h.connect_uri(sys.argv[1])
for i in range(8):
    h.pwrite(b'f' * 4096, i * 4096, nbd.CMD_FLAG_FUA)
for i in range(8):
    h.pwrite(b'w' * 4096, i * 4096)
    h.flush()
h.zero(65536, 0, nbd.CMD_FLAG_FUA)
h.shutdown()
`,
    uri,
  )
  await stop()
  const { acknowledgements, durable } = judgeTrace(readFileSync(trace, 'latin1'))
  assert.equal(acknowledgements, 8 + 2 * 8 + 1)
  // The eight plain writes alone are answered without a sync.
  assert.equal(durable, 8 + 8 + 1)
})

/**
 * Walks through system calls in the order in which they ended; a reply is durable when no write
 * came after the last sync.
 */
function judgeTrace(text) {
  let dirty = false
  let synced = false
  let acknowledgements = 0
  let durable = 0
  for (const line of text.split('\n')) {
    const ended = !line.includes('<unfinished')
    if (/pwrite64/.test(line)) {
      dirty = true
      synced = false
    } else if (/fdatasync/.test(line) && ended && line.includes('= 0')) {
      synced = true
      dirty = false
    } else if (/"\\x67\\x44\\x66\\x98/.test(line)) {
      acknowledgements++
      if (synced && !dirty) durable++
      synced = false
    }
  }
  return { acknowledgements, durable }
}

test('what was acknowledged is there after kill -9, and a new process waits for the lock', async (t) => {
  const folder = temporaryFolder(t)
  const sizeBytes = 8 * MiB
  const first = await serveVolume(t, { sizeBytes, folder })
  await qemuIo(
    first.uri,
    'write -f -P 0x11 0 1M',
    'write -P 0x22 1M 1M',
    'flush',
    'write -z -f 2M 512k',
  )
  // A second process cannot have the volume while the first lives, and gets it when that is gone.
  const { plane } = startPlane()
  t.after(() => plane.close())
  const attaching = plane.attach(first.volume, first.key)
  const early = await Promise.race([
    attaching,
    new Promise((resolve) => setTimeout(resolve, 300, 'waiting')),
  ])
  assert.equal(early, 'waiting')
  process.kill(first.pid, 'SIGKILL')
  assert.deepEqual(await attaching, { done: true })
  await until(() => first.events.some(({ kind }) => kind === 'exited'))
  assert.deepEqual(
    first.events.find(({ kind }) => kind === 'exited'),
    {
      kind: 'exited',
      volumeIds: [volumeId],
      cause: 'ended by SIGKILL',
    },
  )
  await plane.close()
  const second = await serveVolume(t, { sizeBytes, folder, key: first.key })
  await qemuIo(second.uri, 'read -P 0x11 0 1M', 'read -P 0x22 1M 1M', 'read -P 0 2M 6M')
})

test('a data-plane process ends with its controller, however that ended', async (t) => {
  const folder = temporaryFolder(t)
  const path = join(folder, 'volume')
  const harness = new URL('../bench/nbd-harness.mjs', import.meta.url).pathname
  const parameters = [harness, path, `${8 * MiB}`, join(folder, 'socket')]
  const controller = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => controller.kill('SIGKILL'))
  let said = ''
  controller.stdout.on('data', (text) => {
    said += text
  })
  await until(() => /pid: \d+/.test(said))
  const pid = Number(/pid: (\d+)/.exec(said)[1])
  assert.ok(existsSync(`/proc/${pid}`))
  controller.kill('SIGKILL')
  await until(() => !existsSync(`/proc/${pid}`))
})

test('a failed fdatasync takes the volume offline: EIO from then on, an event, no second try', async (t) => {
  const { uri, pid, events, plane, volume, key, folder } = await serveVolume(t, {
    sizeBytes: 8 * MiB,
  })
  const trace = join(folder, 'trace')
  await qemuIo(uri, 'write -f -P 1 0 1M')
  const stop = await strace(
    t,
    pid,
    '-o',
    trace,
    '-e',
    'trace=fdatasync',
    '-e',
    'inject=fdatasync:error=EIO:when=1',
  )
  await python(
    `
import nbd, sys
h = nbd.NBD()
h.connect_uri(sys.argv[1])
def fails(call):
    try:
        call()
    except nbd.Error as error:
        assert error.errnum == 5, error
        return
    raise AssertionError('not EIO')
h.pwrite(b'x' * 4096, 0)
fails(lambda: h.flush())
fails(lambda: h.flush())
fails(lambda: h.pwrite(b'x' * 4096, 0, nbd.CMD_FLAG_FUA))
fails(lambda: h.pwrite(b'x' * 4096, 0))
fails(lambda: h.pread(4096, 0))
fails(lambda: h.zero(4096, 0))
`,
    uri,
  )
  await stop()
  assert.equal(readFileSync(trace, 'latin1').match(/fdatasync\(/g).length, 1)
  const failed = events.filter(({ kind }) => kind === 'failed')
  assert.equal(failed.length, 1)
  assert.match(failed[0].cause, /fdatasync failed with EIO/)
  assert.equal((await plane.detach(volumeId)).done, false, 'a detach that could not sync says so')
  assert.deepEqual(await plane.attach(volume, key), { done: true })
  await qemuIo(uri, 'read -P 1 1M 0', 'flush')
})

test('a full file system is ENOSPC, after an event; space that comes back is told as well', async (t) => {
  const small = join(mkdtempSync(join(tmpdir(), 'keyturn-nbd-')), 'small')
  mkdirSync(small)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', small]).status === 0
  const { uri, events, pid, path } = await serveVolume(t, { sizeBytes: 16 * MiB, folder: small })
  t.after(() => {
    if (mounted) spawnSync('umount', ['-l', small])
    rmSync(dirname(small), { recursive: true })
  })
  // Where mounting is not allowed, the kernel is made to say so.
  const stop = mounted
    ? () => undefined
    : await strace(t, pid, '-e', 'trace=pwrite64', '-e', 'inject=pwrite64:error=ENOSPC:when=20+')
  await python(
    `
import nbd, sys
h = nbd.NBD()
h.connect_uri(sys.argv[1])
written, refused = 0, 0
for i in range(64):
    try:
        h.pwrite(bytes([i + 1]) * 65536, i * 65536)
        assert refused == 0
        written += 1
    except nbd.Error as error:
        assert error.errnum == 28, error
        refused += 1
assert written > 4 and refused > 4, (written, refused)
for i in range(written):
    assert h.pread(65536, i * 65536) == bytes([i + 1]) * 65536
`,
    uri,
  )
  await stop()
  assert.equal(events.filter(({ kind }) => kind === 'outOfSpace').length, 1)
  await qemuIo(uri, ...(mounted ? ['discard 0 1M'] : []), 'write -P 1 0 64k', 'flush')
  await until(() => events.some(({ kind }) => kind === 'spaceAvailable'))
  assert.ok(path.startsWith(small))
})

test('detach answers what is under way, and the file then opens with the right key only', async (t) => {
  const { uri, plane, volume, key, events } = await serveVolume(t, { sizeBytes: 8 * MiB })
  await qemuIo(uri, 'write -P 6 0 8M')
  assert.deepEqual(await plane.attach(volume, key), {
    done: false,
    reason: 'attached',
    message: `volume ${volumeId} is attached already`,
  })
  assert.deepEqual(await plane.detach(volumeId), { done: true })
  await assert.rejects(qemuIo(uri, 'read 0 512'), /not available at present/)
  assert.equal((await plane.attach(volume, new Uint8Array(64))).reason, 'wrongKey')
  assert.equal((await plane.attach({ ...volume, volumeId: 'other' }, key)).reason, 'otherVolume')
  assert.equal(
    (await plane.attach({ ...volume, path: `${volume.path}-no` }, key)).reason,
    'missing',
  )
  assert.equal(
    (await plane.attach({ ...volume, path: '/etc/passwd', volumeId: 'x' }, key)).reason,
    'notAVolume',
  )
  assert.equal(
    (await plane.create(volume, new Uint8Array(64))).reason,
    'wrongKey',
    'never over another file',
  )
  assert.deepEqual(await plane.create(volume, key), { done: true }, 'twice is once')
  assert.deepEqual(await plane.attach(volume, key), { done: true })
  await qemuIo(uri, 'read -P 6 0 8M')
  await plane.lock()
  assert.deepEqual(
    (await plane.statistics()).processes,
    [],
    'no process is left that could hold a key',
  )
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'exited'),
    [],
    'a process that was told to end is no event',
  )
})

test('resize is durable, and new connections see it', async (t) => {
  const { uri, plane, volume, key, facts } = await serveVolume(t, { sizeBytes: 8 * MiB })
  assert.deepEqual(await plane.resize(volumeId, 16 * MiB), { done: true })
  facts.sizeBytes = 16 * MiB
  assert.equal(
    JSON.parse(await output('nbdinfo', ['--json', uri])).exports[0]['export-size'],
    16 * MiB,
  )
  await qemuIo(uri, 'write -P 4 8M 8M')
  assert.equal((await plane.resize(volumeId, 8 * MiB)).done, false)
  await plane.detach(volumeId)
  assert.deepEqual(
    await plane.attach({ ...volume, sizeBytes: 20 * MiB }, key),
    { done: true },
    'a resize cut short',
  )
  facts.sizeBytes = 20 * MiB
  await qemuIo(uri, 'read -P 4 8M 8M', 'read -P 0 16M 4M')
})

test('a connection whose mapping is taken away is cut', async (t) => {
  const { uri, plane, events } = await serveVolume(t, { sizeBytes: 8 * MiB })
  const idle = 'import nbd, sys, time; h = nbd.NBD(); h.connect_uri(sys.argv[1]); time.sleep(60)'
  const client = spawn('/usr/bin/python3', ['-c', idle, uri], { stdio: 'ignore' })
  t.after(() => client.kill())
  const connections = async () => (await plane.statistics()).volumes[0].connections
  while ((await connections()) !== 1) await new Promise((resolve) => setTimeout(resolve, 20))
  plane.disconnect(volumeId, ['c1'])
  await until(() => events.some(({ kind }) => kind === 'connectionClosed'))
  assert.equal(events[0].cause, 'its mapping was removed')
})
