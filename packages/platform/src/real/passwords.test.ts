import assert from 'node:assert/strict'
import test from 'node:test'
import { createPasswords } from './passwords.ts'

test('a password fits its own hash alone, and a malformed hash fits nothing', async () => {
  const passwords = createPasswords()
  const hash = await passwords.hash('passw0rd é')
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.notEqual(hash, await passwords.hash('passw0rd é'))
  assert.equal(await passwords.verify(hash, 'passw0rd é'), true)
  for (const wrong of ['', 'passw0rd', 'Passw0rd é']) {
    assert.equal(await passwords.verify(hash, wrong), false)
  }
  for (const malformed of ['', 'x', '$argon2id$v=19$m=1,t=1,p=1$x$x']) {
    assert.equal(await passwords.verify(malformed, 'x'), false)
  }
})

test('many at once are all answered', async () => {
  const passwords = createPasswords()
  const hash = await passwords.hash('x')
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) => passwords.verify(i === 5 ? 'malformed' : hash, 'x')))
  assert.deepEqual(answers.filter((answer) => !answer).length, 1)
})
