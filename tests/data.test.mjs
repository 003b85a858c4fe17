// A real file system goes in, keys change, everything is killed, keys change again: the same bytes come out.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  createReadStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { root } from '../tools/install.mjs'
import { eventually, Installation, run } from './support/installation.mjs'

const installation = new Installation()
const scratch = mkdtempSync(join(tmpdir(), 'keyturn-data-'))
const image = join(scratch, 'image')
const IMAGE_BYTES = 192 * 1024 * 1024
/** Stands in the image in the clear, and nowhere in the backing file. */
const PLAIN = 'this sentence is in the clear in the image and must not be in the backing file'

before(async () => {
  await installation.start()
  const tree = join(scratch, 'tree')
  succeed('cp', ['-r', join(root, 'packages'), tree])
  rmSync(join(tree, 'node_modules'), { recursive: true, force: true })
  writeFileSync(join(tree, 'plain.txt'), `${PLAIN}\n`.repeat(1000))
  writeFileSync(image, '')
  truncateSync(image, IMAGE_BYTES)
  succeed('/sbin/mkfs.ext4', ['-q', '-F', '-d', tree, image])
})
after(async () => {
  await installation.remove()
  rmSync(scratch, { recursive: true, force: true })
})

const nbdUri = () => installation.endpoints.storage.nbd.uri
const unixUri = () => installation.endpoints.storage.nbd.unixUri

function succeed(command, parameters) {
  const result = run(command, parameters)
  assert.equal(
    result.exitCode,
    0,
    `${command} ${parameters.join(' ')}: ${result.stdout}${result.stderr}`,
  )
  return result.stdout
}

function sha256(path, bytes) {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256')
    createReadStream(path, { end: bytes - 1 })
      .on('data', (data) => hash.update(data))
      .on('end', () => resolve(hash.digest('hex')))
      .on('error', reject)
  })
}

async function rekey() {
  const before = installation.detail('lsencryption').keyserver_pmk_uid
  installation.sshAll(['chencryption -keyserver newkey -key prepare'])
  assert.equal(installation.keyturn('key-server', 'replicate', 'now').exitCode, 0)
  installation.sshAll(['chencryption -keyserver newkey -key commit'])
  const view = installation.detail('lsencryption')
  assert.equal(view.keyserver_rekey, 'no')
  assert.notEqual(view.keyserver_pmk_uid, before)
}

test('a file system survives rekey, SIGKILL of everything, and a second rekey', async () => {
  const expected = await sha256(image, IMAGE_BYTES)
  succeed('nbdcopy', ['--flush', image, unixUri()])
  await rekey()
  await installation.kill()
  await installation.start()
  await rekey()
  const copy = join(scratch, 'copy')
  succeed('nbdcopy', [nbdUri(), copy])
  assert.equal(await sha256(copy, IMAGE_BYTES), expected)
  truncateSync(copy, IMAGE_BYTES)
  succeed('/sbin/e2fsck', ['-fn', copy])
  rmSync(copy)
})

test('the backing file holds no plaintext', () => {
  assert.ok(readFileSync(image).includes(PLAIN))
  const folders = [join(installation.folder, 'storage')]
  let searched = 0
  while (folders.length > 0) {
    const folder = folders.pop()
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile() && statSync(path).size > 0) {
        assert.equal(run('grep', ['-c', '-F', PLAIN, path]).exitCode, 1, `${path} holds plaintext`)
        searched += 1
      }
    }
  }
  assert.ok(searched > 2)
})

test('qemu-io reads back its patterns, and what it zeroed or trimmed reads as zeros', () => {
  const uri = unixUri()
  const commands = [
    'write -P 0xa5 1M 1M',
    'write -P 0x5a 1049088 512',
    'read -P 0xa5 1M 512',
    'read -P 0x5a 1049088 512',
    'read -P 0xa5 1049600 512',
    'write -z 2M 64k',
    'write -P 0x77 4M 1M',
    'discard 4M 512k',
    'read -P 0 2M 64k',
    'read -P 0 4M 512k',
    'read -P 0x77 4608k 512k',
    'write -P 0x11 -f 6M 4k',
    'read -P 0x11 6M 4k',
    'flush',
  ]
  const output = succeed('qemu-io', [
    '-d',
    'unmap',
    '-f',
    'raw',
    ...commands.flatMap((command) => ['-c', command]),
    uri,
  ])
  assert.doesNotMatch(output, /failed|error/i)
})

test('what is finer than a 512-byte unit is refused, and changes nothing', () => {
  const script = `
import nbd
h = nbd.NBD(); h.set_strict_mode(0); h.connect_uri(${JSON.stringify(unixUri())})
h.pwrite(b"\\x42" * 4096, 8388608)
for offset, length in ((8388609, 512), (8388608, 511), (8388607, 2)):
    try:
        h.pwrite(b"\\0" * length, offset); raise SystemExit("accepted")
    except nbd.Error as error:
        assert error.errno == "EINVAL", error
assert h.pread(4096, 8388608) == b"\\x42" * 4096
`
  succeed('/usr/bin/python3', ['-c', script])
})

test('fio verifies every block on four connections across prepare and commit without one error', async () => {
  const fio = spawn(
    'fio',
    [
      '--name=verify',
      '--ioengine=nbd',
      `--uri=${unixUri()}`,
      '--rw=randrw',
      '--bs=4k',
      '--iodepth=16',
      '--numjobs=4',
      '--size=24m',
      '--offset_increment=24m',
      '--verify=crc32c',
      '--verify_fatal=1',
      '--time_based',
      '--runtime=8',
      '--group_reporting',
      '--output-format=json',
    ],
    { cwd: scratch },
  )
  let output = ''
  fio.stdout.on('data', (data) => (output += data))
  fio.stderr.on('data', (data) => (output += data))
  const ended = new Promise((resolve) => fio.on('exit', resolve))
  await eventually('fio is writing', () => installation.rows('lsvdisk').length > 0)
  await rekey()
  await rekey()
  assert.equal(await ended, 0, output)
  const report = JSON.parse(output.slice(output.indexOf('{')))
  assert.equal(
    report.jobs.reduce((sum, job) => sum + job.error, 0),
    0,
  )
  assert.ok(report.jobs.every((job) => job.read.total_ios > 0 && job.write.total_ios > 0))
})
