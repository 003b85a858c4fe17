import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { diskFiles } from './files.ts'

const folder = mkdtempSync(join(tmpdir(), 'keyturn-files-'))
after(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('a file is read whole or not at all', async () => {
  await diskFiles.write(at('a'), bytes('12345'), 0o600)
  assert.deepEqual(await diskFiles.read(at('a'), 5), bytes('12345'))
  await assert.rejects(diskFiles.read(at('a'), 4), /longer than 4 bytes/)
  assert.equal(await diskFiles.read(at('absent'), 5), undefined)
  assert.equal(await diskFiles.read(at('a/below'), 5), undefined)
})

test('what has no size is not read for ever', async () => {
  await assert.rejects(diskFiles.read('/dev/zero', 1_000), /is not a file/)
})

test('write replaces, create does not; modes hold whatever the umask, and nothing stays beside', async () => {
  const umask = process.umask(0o077)
  await diskFiles.write(at('w'), bytes('old'), 0o644)
  await diskFiles.write(at('w'), bytes('new'), 0o644)
  process.umask(umask)
  assert.equal(readFileSync(at('w'), 'utf8'), 'new')
  assert.equal(statSync(at('w')).mode & 0o777, 0o644)
  assert.equal(await diskFiles.create(at('c'), bytes('first'), 0o600), true)
  assert.equal(await diskFiles.create(at('c'), bytes('second'), 0o600), false)
  assert.equal(readFileSync(at('c'), 'utf8'), 'first')
  await assert.rejects(diskFiles.write(at('absent/x'), bytes('x'), 0o600))
  assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.tmp')), [])
})

test('folders are made on the way, listed in order, and removal is quiet', async () => {
  await diskFiles.makeFolder(at('x/y/z'), 0o700)
  await diskFiles.makeFolder(at('x/y/z'), 0o755)
  assert.equal(statSync(at('x/y/z')).mode & 0o777, 0o700)
  for (const name of ['b', 'a', 'c']) writeFileSync(at(`x/y/z/${name}`), '')
  assert.deepEqual(await diskFiles.list(at('x/y/z')), ['a', 'b', 'c'])
  assert.deepEqual(await diskFiles.list(at('absent')), [])
  await diskFiles.remove(at('x/y/z/a'))
  await diskFiles.remove(at('x/y/z/a'))
  await diskFiles.remove(at('absent/a'))
  assert.deepEqual(await diskFiles.list(at('x/y/z')), ['b', 'c'])
})

test('sizes tell what a file occupies from what it is long', async () => {
  execFileSync('truncate', ['-s', '1M', at('sparse')])
  const size = await diskFiles.size(at('sparse'))
  assert.equal(size?.lengthBytes, 1_048_576)
  assert.ok((size?.allocatedBytes ?? 1) < 65_536)
  assert.equal(await diskFiles.size(at('absent')), undefined)
  const { totalBytes, freeBytes } = await diskFiles.space(folder)
  assert.ok(totalBytes > freeBytes && freeBytes > 0)
})

test('a replaced file is on disk before its name changes, and the folder is after', async () => {
  const trace = at('trace')
  const script = `
    import { diskFiles } from ${JSON.stringify(new URL('files.js', import.meta.url).href)}
    await diskFiles.write(${JSON.stringify(at('traced'))}, new Uint8Array(10), 0o600)`
  execFileSync('strace', [
    '-f', '-y', '-e', 'trace=fsync,fdatasync,rename,renameat,renameat2', '-o', trace,
    process.execPath, '--input-type=module', '-e', script,
  ])
  const calls = readFileSync(trace, 'utf8').split('\n')
    .filter((line) => line.includes(folder))
    .map((line) => /\b(fsync|fdatasync|rename)/.exec(line)?.[1])
    .filter((name) => name !== undefined)
  assert.deepEqual(calls, ['fsync', 'rename', 'fsync'])
})
