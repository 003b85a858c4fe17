// A program in another language, written from docs/formats/ alone, opens what two rekeys have left; and with the keys
// that it finds, a search of every file and output of the run shows that they stand where they should, and nowhere
// else.
import assert from 'node:assert/strict'
import { createPrivateKey, randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { after, before, test } from 'node:test'
import { root } from '../tools/install.mjs'
import { eventually, Installation, run } from './support/installation.mjs'
import { piecesOf, SecretSearch, spellings } from './support/secrets.mjs'

const installation = new Installation()
const scratch = mkdtempSync(join(tmpdir(), 'keyturn-formats-'))
const STORES = ['storage/store/storage.db', 'key-server-1/store/key-server.db', 'key-server-2/store/key-server.db']
const DATABASE = STORES[0]
const NEW_PASSWORD = `Given-by-hand-${randomBytes(6).toString('hex')}`
const WRITES = [
  { offset: 0, data: randomBytes(256 * 1024) },
  { offset: 700 * 1024 * 1024 + 512, data: Buffer.concat([randomBytes(1024), Buffer.alloc(512), randomBytes(512)]) },
]
/** Everything that commands have printed. */
const outputs = []
const snapshots = []

before(async () => {
  for (const name of ['ssh', 'keyturn']) {
    const original = installation[name]
    installation[name] = (...parameters) => record(original.apply(installation, parameters))
  }
  await installation.start()
  for (const [index, { offset, data }] of WRITES.entries()) {
    writeFileSync(join(scratch, `write-${index}`), data)
    const write = `write -s ${join(scratch, `write-${index}`)} ${offset} ${data.length}`
    succeed(run('qemu-io', ['-f', 'raw', '-c', write, '-c', 'flush', installation.endpoints.storage.nbd.unixUri]))
  }
})
after(async () => {
  await installation.remove()
  rmSync(scratch, { recursive: true, force: true })
})

function record(result) {
  outputs.push(result.stdout, result.stderr)
  return result
}

function succeed(result) {
  assert.equal(result.exitCode, 0, result.stdout + result.stderr)
  return result.stdout
}

/** Copies all databases with their logs, as they lie on the disk of the running programs. */
function snapshot() {
  const folder = join(scratch, `snapshot-${snapshots.length}`)
  for (const path of STORES.flatMap((store) => [store, `${store}-wal`])) {
    if (!existsSync(join(installation.folder, path))) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(installation.folder, path), join(folder, path))
  }
  snapshots.push(folder)
  return folder
}

/** Rows of the storage system by key, from a copy of its database. */
function rows(prefix) {
  const query = `SELECT key || ' ' || hex(value) FROM key_value WHERE key GLOB '${prefix}*'`
  const lines = succeed(run('sqlite3', [join(snapshot(), DATABASE), query])).split('\n').filter(Boolean)
  return new Map(lines.map((line) => [line.split(' ')[0], Buffer.from(line.split(' ')[1], 'hex')]))
}

/** How many pieces of what is secret in a record stand in the pages of the database and its log. */
function traces(secret) {
  const files = [DATABASE, `${DATABASE}-wal`].map((path) => join(installation.folder, path)).filter(existsSync)
  const bytes = Buffer.concat(files.map((path) => readFileSync(path)))
  return piecesOf(secret).filter((piece) => bytes.includes(piece)).length
}

/** Salt, key check and sealed key, which docs/formats/key-slot.md puts at the end of the record. */
const secretOf = (slot) => Buffer.concat([slot.subarray(24, 56), slot.subarray(-96, -32)])

const step = (name) => installation.sshAll([`chencryption -keyserver newkey -key ${name}`])
const replicate = () => succeed(installation.keyturn('key-server', 'replicate', 'now'))

test('the slot of a cancelled key is in no page when the cancel is answered', () => {
  const before = rows('slot/')
  step('prepare')
  const added = [...rows('slot/')].filter(([key]) => !before.has(key))
  assert.equal(added.length, 1)
  const secret = secretOf(added[0][1])
  assert.ok(traces(secret) > 0)
  step('cancel')
  assert.deepEqual([...rows('slot/').keys()], [...before.keys()])
  assert.equal(traces(secret), 0)
})

test('once two servers hold the new key, the old slot is in no page of the database nor of its log', async () => {
  const [[oldKey, oldSlot]] = rows('slot/')
  step('prepare')
  replicate()
  step('commit')
  await eventually('the old slot is released', () => !rows('slot/').has(oldKey))
  assert.equal(rows('slot/').size, 1)
  assert.equal(traces(secretOf(oldSlot)), 0)
})

test('a parked slot stays until the second holder has the key, and is in no page then', async () => {
  const [[oldKey, oldSlot]] = rows('slot/')
  step('prepare')
  step('commit')
  assert.deepEqual([...rows('slot/').keys()].includes(oldKey), true)
  assert.ok(traces(secretOf(oldSlot)) > 0)
  replicate()
  await eventually('the old slot is released', () => !rows('slot/').has(oldKey))
  assert.equal(traces(secretOf(oldSlot)), 0)
})

test('the wrapped key of a removed volume is in no page', () => {
  installation.sshAll(['mkvdisk -mdiskgrp pool0 -size 1 -unit mb -name doomed'])
  const text = [...rows('volume/').values()].map(String).find((row) => row.includes('"doomed"'))
  // Base64 of the salt, and of what follows the object id; what stands between is no secret.
  const { wrappedKey } = JSON.parse(text)
  const secret = Buffer.from(wrappedKey.slice(28, 68) + wrappedKey.slice(-160))
  assert.ok(traces(secret) > 0)
  installation.sshAll(['rmvdisk -force doomed'])
  assert.equal(traces(secret), 0)
})

test('what users see, right or wrong, and a power cut, are part of the run', async () => {
  const { storage, keyServers } = installation.endpoints
  installation.sshAll([
    `mkuser -name other -usergrp Administrator -password ${NEW_PASSWORD}`,
    'lsencryption', 'lskeyserver', 'lsvdisk vol0', 'lseventlog', 'catauditlog', 'svcinfo lssystem', 'lssystemcert',
    'testkeyserver 0', 'lsuser other', 'chsystemcert -export',
  ])
  assert.notEqual(installation.ssh('lsencryption', { password: 'wrong', alone: true }).exitCode, 0)
  succeed(installation.ssh('lsencryption', { user: 'other', password: NEW_PASSWORD, alone: true }))
  assert.notEqual(installation.ssh(`chuser -password ${NEW_PASSWORD} -unknown`).exitCode, 0)
  for (const words of ['status', 'objects', 'clients', 'groups', 'audit', 'replication']) {
    succeed(installation.keyturn('key-server', words))
  }
  const curl = (...parameters) => record(run('curl', ['-sk', '-X', 'POST', ...parameters]))
  const auth = (password) => curl(`${storage.rest.url}/rest/v1/auth`, '-H', 'X-Auth-Username: superuser',
    '-H', `X-Auth-Password: ${password}`)
  assert.ok(JSON.parse(auth(installation.password).stdout).token)
  auth(NEW_PASSWORD)
  curl(`${storage.rest.url}/rest/v1/lsencryption`, '-H', 'Content-Type: application/json', '-d', '{"garbage')
  curl(`${keyServers[0].admin.url}/keyturn/rest/v1/sessions`, '-H', 'Content-Type: application/json',
    '-d', JSON.stringify({ user: 'superuser', password: NEW_PASSWORD }))
  for (const pid of descendants([storage.pid, ...keyServers.map(({ pid }) => pid)])) {
    outputs.push(readFileSync(`/proc/${pid}/cmdline`, 'latin1'), readFileSync(`/proc/${pid}/environ`, 'latin1'))
  }
  await installation.killProgram('storage')
  snapshot()
  await installation.startProgram('storage')
  await eventually('the volume reads', () =>
    run('qemu-io', ['-f', 'raw', '-c', 'read 0 4k', storage.nbd.unixUri]).exitCode === 0)
})

function descendants(pids) {
  const children = succeed(run('ps', ['-eo', 'pid=,ppid='])).trim().split('\n').map((line) => line.trim().split(/\s+/))
    .filter(([, parent]) => pids.includes(Number(parent))).map(([pid]) => Number(pid))
  return children.length === 0 ? pids : [...pids, ...descendants(children)]
}

/** What the opener prints. */
let keys

test('a program that knows docs/formats/ alone opens slots, objects and units', async () => {
  await installation.stop()
  // The storage system was started by hand: its database stays as a power cut leaves it.
  await installation.kill()
  const opener = join(root, 'testdata/openers/open_volume.py')
  const open = (...comparisons) => run('python3', [opener, installation.folder, ...comparisons.map(String)])
  const written = WRITES.flatMap(({ offset }, index) => ['vol0', offset, join(scratch, `write-${index}`)])
  keys = JSON.parse(succeed(open(...written)))
  assert.notEqual(open('vol0', 512, join(scratch, 'write-0')).exitCode, 0)

  const [primary, secondary] = Object.values(keys.keyServers)
  assert.deepEqual(primary.materials, secondary.materials)
  // The first key, the cancelled one, and one of each rekey.
  assert.equal(Object.keys(primary.materials).length, 4)
  assert.notEqual(primary.storeKey, secondary.storeKey)
  assert.deepEqual(Object.keys(keys.accessKeys), [String(keys.currentSlot)])
})

const privateKey = (name, pem, places) =>
  ({ name, places, bytes: Buffer.from(createPrivateKey(pem).export({ format: 'jwk' }).d, 'base64url') })
const file = (path) => readFileSync(join(installation.folder, path), 'utf8')

/** All secrets of the run, each with the only files where it may stand. */
function secrets() {
  const key = (name, hex, places = []) => ({ name, bytes: Buffer.from(hex, 'hex'), places })
  const text = (name, value, places) => ({ name, text: value, places })
  const hashes = (list, places) => list.map((hash, index) =>
    text(`${places[0]}: password hash ${index}`, hash.split('$').at(-1), places))
  const certificate = JSON.parse(rows('certificate').get('certificate'))
  return [
    ...Object.entries(keys.keyServers).flatMap(([name, { rootKey, storeKey, materials }]) => [
      key(`root key of ${name}`, rootKey, [`${name}/root.key`]),
      key(`store key of ${name}`, storeKey),
      ...Object.entries(materials).map(([identifier, hex]) => key(`access key ${identifier} of ${name}`, hex)),
    ]),
    key('system key', keys.systemKey),
    ...Object.entries(keys.objectKeys).map(([name, hex]) => key(`key of ${name}`, hex)),
    text('password of the storage system', file('storage/password').trim(), ['storage/password']),
    text('password of the key servers', file('key-server-1/password').trim(), ['key-server-1/password']),
    text('password that was given by hand', NEW_PASSWORD, []),
    ...hashes(keys.passwordHashes, [DATABASE]),
    ...hashes(keys.keyServers['key-server-1'].passwordHashes, STORES.slice(1)),
    ...['authority/ca', 'clients/client-1', 'clients/client-2', 'key-server-1/tls', 'key-server-2/tls'].map((path) =>
      privateKey(`private key ${path}`, file(`${path}.key`), [`${path}.key`])),
    privateKey('private key of the storage system', certificate.key, [DATABASE]),
    privateKey('SSH host key', file('storage/store/ssh_host_key'), ['storage/store/ssh_host_key']),
  ]
}

const filesIn = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))

test('no key stands in any file, log or output but where the threat model names it', () => {
  const wanted = secrets()
  const search = new SecretSearch(wanted)
  const found = new Map(wanted.map(({ name }) => [name, new Set()]))
  let count = 0
  for (const folder of [installation.folder, ...snapshots]) {
    for (const path of filesIn(folder)) {
      count += 1
      const place = relative(folder, path).replace(/-wal$/, '')
      for (const name of search.inFile(path)) found.get(name).add(place)
    }
  }
  assert.ok(count > 40, `${count} files`)
  assert.deepEqual(
    [...found].map(([name, places]) => [name, [...places].sort()]),
    wanted.map(({ name, places }) => [name, [...places].sort()]),
  )
  assert.deepEqual(search.in(Buffer.from(outputs.join('\n'))), [])
  // npm start shows the password that it made, once.
  const password = file('storage/password').trim()
  assert.equal(installation.log.split(password).length, 2)
  assert.deepEqual(search.in(Buffer.from(installation.log.replace(password, ''))), [])
})

test('the search finds a key in every spelling, between whatever neighbours', () => {
  const bytes = randomBytes(32)
  const search = new SecretSearch([{ name: 'it', bytes }])
  const around = (middle) => Buffer.concat([randomBytes(5), middle, randomBytes(4)])
  for (const before of [0, 1, 2, 3]) {
    const data = Buffer.concat([randomBytes(before), bytes, randomBytes(7)])
    for (const form of ['base64', 'base64url', 'hex']) {
      assert.deepEqual(search.in(around(Buffer.from(data.toString(form)))), ['it'], `${form} after ${before} bytes`)
    }
    assert.deepEqual(search.in(around(Buffer.from(data.toString('hex').toUpperCase()))), ['it'])
    assert.deepEqual(search.in(Buffer.from(JSON.stringify(data))), ['it'])
    assert.deepEqual(search.in(data), ['it'])
  }
  for (const spelling of spellings(bytes.subarray(0, 16))) assert.deepEqual(search.in(around(spelling)), ['it'])
  assert.deepEqual(search.in(randomBytes(1000)), [])
})
