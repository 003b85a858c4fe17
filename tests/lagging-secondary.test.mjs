// A secondary that lags unlocks while a rekey is prepared, no longer after commit, and never with wrong data. And the
// primary's disk lost right after commit: only the rescue command brings everything back.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { eventually, Installation, run } from './support/installation.mjs'
import { holdsPattern, writePattern } from './support/pattern.mjs'

const installation = new Installation()
before(async () => {
  await installation.start()
  writePattern(uri())
})
after(() => installation.remove())

const uri = () => installation.endpoints.storage.nbd.unixUri
const reads = () => holdsPattern(uri())
const lockedAlert = () =>
  installation.rows('lseventlog -message no').some((row) => row.error_code === '1328')
const primary = 'key-server-1'

test('while prepared, a start with only the lagging secondary unlocks', async () => {
  installation.sshAll(['chencryption -keyserver newkey -key prepare'])
  await installation.killProgram(primary)
  await installation.killProgram('storage')
  await installation.startProgram('storage')
  await eventually('the volume reads', reads)
  assert.equal(installation.detail('lsencryption').keyserver_rekey, 'prepared')
})

test('after commit, a start with only the lagging secondary stays locked, says so, and unlocks by itself', async () => {
  await installation.startProgram(primary)
  // A primary that starts sends what is due, so this key reaches the secondary: the next one will not.
  await eventually('both are online', () =>
    installation.rows('lskeyserver').every((row) => row.status === 'online'),
  )
  installation.sshAll([
    'chencryption -keyserver newkey -key commit',
    'chencryption -keyserver newkey -key prepare',
    'chencryption -keyserver newkey -key commit',
  ])
  await installation.killProgram(primary)
  await installation.killProgram('storage')
  await installation.startProgram('storage')
  await eventually('event 1328', lockedAlert)
  // libnbd shows the server's own words only when it is asked for all that it does.
  const refused = run('nbdinfo', [uri()], { env: { ...process.env, LIBNBD_DEBUG: '1' } })
  assert.notEqual(refused.exitCode, 0)
  assert.match(refused.stderr, /lock/i)
  assert.equal(reads(), false)

  await installation.startProgram(primary)
  await eventually('the volume reads', reads)
  await eventually('event 1328 has fixed itself', () => !lockedAlert())
})

test("the primary's disk is lost right after commit: the rescue command alone brings everything back", async () => {
  assert.equal(installation.keyturn('key-server', 'replicate', 'now').exitCode, 0)
  await eventually('both are online', () =>
    installation.rows('lskeyserver').every((row) => row.status === 'online'),
  )
  installation.sshAll([
    'chencryption -keyserver newkey -key prepare',
    'chencryption -keyserver newkey -key commit',
  ])
  await installation.killProgram(primary)
  await installation.killProgram('storage')
  rmSync(`${installation.folder}/${primary}`, { recursive: true })
  await installation.startProgram('storage')
  await eventually('event 1328', lockedAlert)
  assert.equal(reads(), false)

  const rescued = installation.keyturn('storage', 'rescue', '--yes')
  assert.equal(rescued.exitCode, 0, rescued.stderr)
  await eventually('the volume reads', reads)
  assert.match(installation.ssh('catauditlog -delim :').stdout, /rescue/)
})
