import assert from 'node:assert/strict'
import { test } from 'node:test'
import { World } from '../rig.test.ts'
import { parsePublicKey } from './key-file.ts'

const ed25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGg1Zp6MVI6M7kYP5XkKkWQMvgjMKJCmdn0ybmJ6SmxT'

const newUser = (name: string, more = {}) => ({
  name,
  group: 'Monitor',
  password: 'secret-Enough1',
  keyFile: undefined,
  passwordChangeRequired: false,
  ...more,
})

test('superuser has the first password and keeps what it must keep', async () => {
  const world = await World.make()
  const machine = await world.boot()
  const { users } = machine.running
  assert.equal((await users.find('superuser'))?.role, 'SecurityAdmin')
  assert.equal(await users.verifyPassword('superuser', 'first-Password-1'), true)
  assert.equal(await users.verifyPassword('superuser', 'first-Password-2'), false)
  assert.equal(await users.verifyPassword('nobody', 'first-Password-1'), false)
  await machine.refused(machine.system.users.change('superuser', { password: null }), '6496')
  await machine.refused(machine.system.users.change('0', { group: 'Monitor' }), '6519')
  await machine.refused(machine.system.users.remove('superuser', 'somebody'), '6494')
  await machine.ok(machine.system.users.change('superuser', { password: 'another-Password-1' }))
  world.life.kill()
  const again = await world.boot()
  assert.equal(await again.running.users.verifyPassword('superuser', 'first-Password-1'), false)
  assert.equal(await again.running.users.verifyPassword('superuser', 'another-Password-1'), true)
})

test('users are made, changed, locked, removed', async () => {
  const world = await World.make()
  const machine = await world.boot()
  const { users } = machine.system
  const access = machine.running.users
  await world.fileSystem.files(machine.life)
    .write('/data/jail/tmp/id.pub', new TextEncoder().encode(`${ed25519} me@home\n`), 0o600)
  await machine.refused(users.create(newUser('a', { group: 'nothing' })), '6480')
  await machine.refused(users.create(newUser('a', { password: 'short' })), '8216')
  await machine.refused(users.create(newUser('a', { password: undefined })), '6521')
  await machine.refused(users.create(newUser('a', { keyFile: '/tmp/none' })), '8031')
  await machine.refused(users.create(newUser('a', { keyFile: '/data/password' })), '8031')
  const { id } = await machine.ok(users.create(newUser('a', { keyFile: '/tmp/id.pub' })))
  assert.equal(id, 1)
  await machine.refused(users.create(newUser('a')), '6487')
  assert.equal(await access.verifyKey('a', ed25519), true)
  assert.equal(await access.verifyKey('superuser', ed25519), false)
  const left = await world.fileSystem.files(machine.life).list('/data/jail/tmp')
  assert.deepEqual(left, ['ca.pem'], 'the key file is removed after use')
  await machine.ok(users.change('a', { keyFile: null }))
  await machine.refused(users.change('a', { password: null }), '6521')
  await access.lockUntil('a', world.time.nowMs + 60_000)
  await access.lockUntil('superuser', world.time.nowMs + 60_000)
  assert.equal((await access.find('a'))?.locked, true)
  assert.equal((await access.find('superuser'))?.locked, false)
  await world.time.advance(61_000)
  assert.equal((await access.find('a'))?.locked, false)
  await machine.refused(users.remove('a', 'a'), '6494')
  await machine.ok(users.remove('a', 'superuser'))
  assert.equal(await access.find('a'), undefined)
})

test('a public key is taken only when its type stands in it twice', () => {
  assert.equal(parsePublicKey(`# comment\n\n${ed25519} me\n`), ed25519)
  assert.equal(parsePublicKey(ed25519.replace('ssh-ed25519 ', 'ssh-rsa ')), undefined)
  assert.equal(parsePublicKey('ssh-ed25519 AAAA'), undefined)
  assert.equal(parsePublicKey('-----BEGIN OPENSSH PRIVATE KEY-----'), undefined)
})
