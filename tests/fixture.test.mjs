// Every version opens what every earlier one has left: a stopped installation of each format generation, copied,
// moved to other ports, started, unlocked, read and rekeyed.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../tools/install.mjs'
import { eventually, Installation, run } from './support/installation.mjs'

const fixtures = join(root, 'testdata/installations')
const opener = join(root, 'testdata/openers/open_volume.py')
const generations = readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory()).map(({ name }) => name)

test('there is a fixture for each format generation', () => assert.ok(generations.includes('v1')))

for (const generation of generations) {
  test(`the installation of generation ${generation} opens, serves its data, and can be rekeyed`, async (t) => {
    const expected = JSON.parse(readFileSync(join(fixtures, generation, 'expected.json'), 'utf8'))
    const installation = new Installation()
    const scratch = mkdtempSync(join(tmpdir(), 'keyturn-fixture-'))
    t.after(async () => {
      await installation.remove()
      rmSync(scratch, { recursive: true, force: true })
    })
    succeed(run('tar', ['-xzf', join(fixtures, generation, 'installation.tar.gz'), '-C', installation.folder]))
    const before = openByThePages(installation, expected.reads, scratch)
    assert.deepEqual(Object.keys(before.accessKeys).length, 2, 'the current key, and that of a parked slot')

    await installation.start()
    await readAll(installation, expected.reads)
    const view = installation.detail('lsencryption')
    assert.equal(view.keyserver_pmk_uid, expected.currentKey)
    assert.equal(view.keyserver_rekey, 'no')
    assert.deepEqual(installation.rows('lsuser').map(({ name }) => name), expected.users)
    assert.deepEqual(installation.rows('lshost').map(({ name }) => name), expected.hosts)

    installation.sshAll(['chencryption -keyserver newkey -key prepare'])
    succeed(installation.keyturn('key-server', 'replicate', 'now'))
    installation.sshAll(['chencryption -keyserver newkey -key commit'])
    assert.notEqual(installation.detail('lsencryption').keyserver_pmk_uid, expected.currentKey)
    await readAll(installation, expected.reads)
    // Two servers hold the new key, so nothing stays parked.
    await eventually('both are online', () =>
      installation.rows('lskeyserver').every(({ status }) => status === 'online'))
    assert.equal(await installation.stop(), 0)
    const after = openByThePages(installation, expected.reads, scratch)
    assert.deepEqual(Object.keys(after.accessKeys), [String(after.currentSlot)])
    assert.deepEqual(after.objectKeys, before.objectKeys)
    assert.equal(after.systemKey, before.systemKey)
  })
}

/** What the program in another language finds and, since it fails otherwise, that the volumes hold the patterns. */
function openByThePages({ folder }, reads, scratch) {
  const comparisons = reads.flatMap(({ volume, pattern, offset, length }, index) => {
    const path = join(scratch, String(index))
    writeFileSync(path, Buffer.alloc(length, pattern))
    return [volume, String(offset), path]
  })
  return JSON.parse(succeed(run('python3', [opener, folder, ...comparisons])))
}

async function readAll({ endpoints }, reads) {
  for (const { volume, pattern, offset, length } of reads) {
    const uri = endpoints.storage.nbd.unixUri.replace('/vol0?', `/${volume}?`)
    await eventually(`${volume} holds its data at ${offset}`, () => {
      const read = run('qemu-io', ['-f', 'raw', '-c', `read -P ${pattern} ${offset} ${length}`, uri])
      return read.exitCode === 0 && !/failed/i.test(read.stdout)
    })
  }
}

function succeed(result) {
  assert.equal(result.exitCode, 0, result.stdout + result.stderr)
  return result.stdout
}
