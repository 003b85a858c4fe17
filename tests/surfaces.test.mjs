// What surrounds a rekey: REST says what ssh says, files come out by sftp, health and numbers are
// served, an idle system is small, and a stopped one comes back on other ports.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { proportionalSetSize, withDescendants } from '../bench/measure.mjs'
import { eventually, Installation, run, sshOptions } from './support/installation.mjs'
import { qemuIo } from './support/pattern.mjs'

let installation = new Installation()
before(() => installation.start())
after(() => installation.remove())

const uri = () => installation.endpoints.storage.nbd.unixUri
const MIB = 1024 * 1024
/** What the processes of an idle storage system with one volume in use may take together. */
const MOST_PSS_BYTES = 300 * MIB

function curl(...parameters) {
  const { stdout, stderr, exitCode } = run('curl', ['-s', '--fail-with-body', ...parameters])
  assert.equal(exitCode, 0, `${parameters.join(' ')}: ${stdout}${stderr}`)
  return stdout
}

function rest(version, command, body = '') {
  const {
    rest: { url },
    ca,
  } = installation.endpoints.storage
  const login = [
    '-H',
    'X-Auth-Username: superuser',
    '-H',
    `X-Auth-Password: ${installation.password}`,
  ]
  const { token } = JSON.parse(
    curl('--cacert', ca, '-X', 'POST', ...login, `${url}/rest/${version}auth`),
  )
  return curl(
    '--cacert',
    ca,
    '-X',
    'POST',
    '-H',
    `X-Auth-Token: ${token}`,
    '-d',
    body,
    `${url}/rest/${version}${command}`,
  )
}

test('REST answers what ssh answers, under both of its paths', () => {
  for (const command of ['lsencryption', 'lskeyserver', 'lskeyserver/0', 'lsmdiskgrp', 'lshost']) {
    const [name, object = ''] = command.split('/')
    const { stdout } = installation.ssh(`${name} -json ${object}`)
    for (const version of ['', 'v1/']) {
      const answer = rest(version, command)
      assert.deepEqual(JSON.parse(answer), JSON.parse(stdout), command)
      // Scripts rely on the order of fields.
      assert.equal(JSON.stringify(JSON.parse(answer)), JSON.stringify(JSON.parse(stdout)), command)
    }
  }
})

test('changes by REST answer an empty string, and a refusal carries its number', () => {
  assert.equal(rest('v1/', 'chencryption', '{"keyserver":"newkey","key":"prepare"}'), '""')
  assert.equal(installation.detail('lsencryption').keyserver_rekey, 'prepared')
  assert.equal(rest('', 'chencryption', '{"keyserver":"newkey","key":"cancel"}'), '""')
  assert.throws(
    () => rest('v1/', 'chencryption', '{"keyserver":"newkey","key":"commit"}'),
    /CMMVC8533E/,
  )
})

test('the certificate comes out by sftp, and nothing from outside the public folders does', () => {
  installation.sshAll(['chsystemcert -export'])
  const { port, host } = installation.endpoints.storage.ssh
  const sftp = (from, to) =>
    run(
      'sshpass',
      ['-e', 'sftp', '-P', String(port), ...sshOptions, `superuser@${host}:${from}`, to],
      {
        env: { ...process.env, SSHPASS: installation.password },
      },
    )
  const copy = join(installation.folder, 'copy.pem')
  assert.equal(sftp('/dumps/certificate.pem', copy).exitCode, 0)
  assert.match(readFileSync(copy, 'utf8'), /BEGIN CERTIFICATE/)
  const stolen = join(installation.folder, 'stolen')
  assert.notEqual(sftp('/etc/passwd', stolen).exitCode, 0)
  assert.equal(existsSync(stolen), false)
})

test('both programs serve their health and their numbers', () => {
  for (const port of [installation.portBase + 4, installation.portBase + 13]) {
    assert.doesNotThrow(() => JSON.parse(curl(`http://127.0.0.1:${port}/healthz`)))
    assert.match(curl(`http://127.0.0.1:${port}/metrics`), /^# HELP keyturn_/m)
  }
})

test('an idle storage system with a volume in use is small', (context) => {
  const io = qemuIo(uri(), 'write -P 1 0 8M', 'read -P 1 0 8M')
  assert.equal(io.exitCode, 0, io.stderr)
  const bytes = withDescendants(installation.endpoints.storage.pid).reduce(
    (sum, pid) => sum + proportionalSetSize(pid),
    0,
  )
  context.diagnostic(`${(bytes / MIB).toFixed(0)} MiB in all processes`)
  assert.ok(bytes < MOST_PSS_BYTES)
})

test('a stopped installation comes back on other ports', async () => {
  const { folder } = installation
  assert.equal(await installation.stop(), 0)
  installation = new Installation({ folder })
  await installation.start()
  await eventually('both key servers are online', () =>
    installation.rows('lskeyserver').every((row) => row.status === 'online'),
  )
  const io = qemuIo(uri(), 'read -P 1 0 8M')
  assert.equal(io.exitCode, 0, io.stderr)
})
