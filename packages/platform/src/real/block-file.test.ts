import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { FAILED, type BlockFile } from '../ports/index.ts'
import { realBlockFiles as files } from './block-file.ts'

const MiB = 1024 * 1024
const head = new Uint8Array(4096).fill(7)

function temporaryPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-block-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'file')
}

async function openFile(path: string, waitMs = 100): Promise<BlockFile> {
  const opened = await files.open(path, waitMs)
  assert.ok('file' in opened, JSON.stringify(opened))
  return opened.file
}

const sync = (file: BlockFile) => new Promise((resolve) => file.sync(resolve))
const punch = (file: BlockFile, position: number, length: number) =>
  new Promise<boolean>((resolve) => file.punch(position, length, resolve))

test('a file is created thin, whole, and never over another', async (t) => {
  const path = temporaryPath(t)
  // What a crash in the middle of an earlier attempt left.
  writeFileSync(`${path}.new`, 'torn')
  assert.equal(await files.create(path, head, 64 * MiB), true)
  const { size, blocks } = statSync(path)
  assert.equal(size, 64 * MiB)
  assert.ok(blocks * 512 < MiB, 'it takes no more than its head')
  assert.equal(existsSync(`${path}.new`), false)
  assert.equal(await files.create(path, new Uint8Array(4096), 1 * MiB), false)
  assert.deepEqual(readFileSync(path).subarray(0, 4096), Buffer.from(head))
})

test('one at a time: the next waits for the lock, and gets it when the file is closed', async (t) => {
  const path = temporaryPath(t)
  await files.create(path, head, MiB)
  const first = await openFile(path)
  const refused = await files.open(path, 100)
  assert.equal('refused' in refused && refused.refused, 'inUse')
  const waiting = openFile(path, 10_000)
  await first.close()
  await (await waiting).close()
})

test('what is missing is missing', async (t) => {
  const refused = await files.open(temporaryPath(t), 100)
  assert.equal('refused' in refused && refused.refused, 'missing')
})

test('synchronous and asynchronous calls see the same bytes', async (t) => {
  const path = temporaryPath(t)
  await files.create(path, head, MiB)
  const file = await openFile(path)
  const memory = new Uint8Array(MiB)
  memory.fill(1, 0, 1000)
  assert.equal(file.writeSync(memory, 0, 1000, 5000), 1000)
  memory.fill(2, 1000, 2000)
  const written = await new Promise((resolve) => file.write(memory, 1000, 1000, 6000, resolve))
  assert.equal(written, undefined)
  assert.equal(await sync(file), undefined)
  assert.equal(file.readSync(memory, 10_000, 2000, 5000), 2000)
  const read = await new Promise((resolve) => file.read(memory, 20_000, 2000, 5000, resolve))
  assert.equal(read, undefined)
  assert.deepEqual(memory.subarray(10_000, 12_000), memory.subarray(0, 2000))
  assert.deepEqual(memory.subarray(20_000, 22_000), memory.subarray(0, 2000))
  await file.close()
})

test('beyond the end there is nothing to read, and a longer file has zeros there', async (t) => {
  const path = temporaryPath(t)
  await files.create(path, head, MiB)
  const file = await openFile(path)
  const memory = new Uint8Array(4096).fill(9)
  assert.equal(file.readSync(memory, 0, 4096, MiB - 1024), 1024)
  const code = await new Promise((resolve) => file.read(memory, 0, 4096, MiB - 1024, resolve))
  assert.equal(code, 'EIO')
  await file.extend(2 * MiB)
  assert.equal(file.lengthBytes, 2 * MiB)
  assert.equal(file.readSync(memory, 0, 4096, MiB - 1024), 4096)
  assert.ok(memory.subarray(1024).every((byte) => byte === 0))
  await file.close()
})

test('a refused write is a code, not an exception', async (t) => {
  const path = temporaryPath(t)
  await files.create(path, head, MiB)
  const file = await openFile(path)
  const memory = new Uint8Array(512)
  // Larger than any file system takes.
  const beyond = 2 ** 53 - 1024
  assert.equal(file.writeSync(memory, 0, 512, beyond), FAILED)
  assert.ok(['EFBIG', 'EINVAL'].includes(file.lastError), file.lastError)
  const code = await new Promise((resolve) => file.write(memory, 0, 512, beyond, resolve))
  assert.equal(code, file.lastError)
  await file.close()
})

test('a punched hole reads as zeros and takes no space', async (t) => {
  const path = temporaryPath(t)
  await files.create(path, head, 8 * MiB)
  const file = await openFile(path)
  const memory = new Uint8Array(4 * MiB).fill(5)
  file.writeSync(memory, 0, 4 * MiB, MiB)
  await sync(file)
  const before = file.allocatedBytes()
  const answers = await Promise.all([punch(file, 2 * MiB, MiB), punch(file, 4 * MiB, MiB)])
  assert.deepEqual(answers, [true, true])
  assert.ok(file.allocatedBytes() <= before - 1.5 * MiB, `${before} to ${file.allocatedBytes()}`)
  file.readSync(memory, 0, 4 * MiB, MiB)
  const expected = new Uint8Array(4 * MiB).fill(5)
  expected.fill(0, MiB, 2 * MiB)
  expected.fill(0, 3 * MiB, 4 * MiB)
  assert.deepEqual(memory, expected)
  // The shell that punched has shared the lock, and is gone with the file.
  await file.close()
  await (await openFile(path)).close()
})
