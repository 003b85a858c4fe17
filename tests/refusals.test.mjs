// What is refused: the documented number on stderr, the documented exit code, and nothing changed.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import net from 'node:net'
import { after, before, test } from 'node:test'
import tls from 'node:tls'
import { readFileSync } from 'node:fs'
import { eventually, Installation, run, sshOptions } from './support/installation.mjs'

const installation = new Installation()
before(() => installation.start())
after(() => installation.remove())

/** Everything that a refused command must leave as it was. */
const state = () =>
  installation.sshAll([
    [
      'lsencryption',
      'lskeyserver',
      'lskeyserverisklm',
      'lsmdiskgrp -delim : | cut -d : -f 1-5',
      'lsvdisk -bytes -delim :',
      'lsuser -delim :',
    ].join('; '),
  ])[0]

function refused(command, number) {
  const before = state()
  const { stdout, stderr, exitCode } = installation.ssh(command)
  assert.equal(exitCode, 1, `${command}: ${stdout}${stderr}`)
  assert.match(stderr, new RegExp(`^CMMVC${number} [^\\n]+\\n$`), command)
  assert.equal(stdout, '')
  assert.equal(state(), before)
}

test('a wrong password comes in neither by ssh nor by REST', () => {
  // 5 is how sshpass says that ssh refused the password.
  assert.equal(installation.ssh('lssystem', { password: 'wrong', alone: true }).exitCode, 5)
  const { rest, ca } = installation.endpoints.storage
  const { stdout } = run('curl', [
    '-s',
    '--cacert',
    ca,
    '-X',
    'POST',
    '-H',
    'X-Auth-Username: superuser',
    '-H',
    'X-Auth-Password: wrong',
    '-w',
    '\n%{http_code}',
    `${rest.url}/rest/v1/auth`,
  ])
  assert.match(stdout, /\n401$/)
})

test('an unknown command is no command of the shell either', () => {
  assert.deepEqual(installation.ssh('lsnothing'), {
    stdout: '',
    stderr: 'rbash: lsnothing: command not found\n',
    exitCode: 127,
  })
  for (const line of [
    'cat /etc/passwd',
    'lssystem > /tmp/x',
    'lssystem $(id)',
    'lssystem `id`',
    'bash',
    'sh -c id',
  ]) {
    assert.notEqual(installation.ssh(line).exitCode, 0, line)
  }
})

test('grammar and unknown objects have their numbers', () => {
  refused('lsencryption -nosuch', '5709E')
  refused('lsvdisk nosuchvolume', '5754E')
  refused('rmvdisk nosuchvolume', '5753E')
  refused('lskeyserver 3', '5753E')
  refused('rmkeyserver nosuchserver', '5753E')
  refused('chencryption -keyserver newkey', '5731E')
  refused('chencryption -keyserver enable -usb enable', '5713E')
  refused('mkvdisk -size 1 -unit gb', '5705E')
})

test('the encryption state table holds', () => {
  refused('chencryption -keyserver newkey -key commit', '8533E')
  refused('chencryption -keyserver newkey -key cancel', '8533E')
  refused('chencryption -keyserver disable', '8531E')
  refused('chencryption -keyserver validate', '9141E')
  installation.sshAll(['chencryption -keyserver newkey -key prepare'])
  refused('chencryption -keyserver newkey -key prepare', '8530E')
  refused('chencryption -keyserver disable', '8530E')
  installation.sshAll(['chencryption -keyserver newkey -key cancel'])
})

test('the key server that is needed stays', () => {
  const both = installation.rows('lskeyserver')
  installation.sshAll(['rmkeyserver 1'])
  refused('rmkeyserver 0', '9140E')
  const { port } = installation.endpoints.keyServers[1].kmip
  installation.sshAll([`mkkeyserver -ip localhost -port ${port} -name ${both[1].name}`])
  assert.equal(installation.rows('lskeyserver').length, 2)
})

test('a key server that cannot be validated is not made', () => {
  refused('mkkeyserver -ip localhost -port 1', '9135E')
  refused('mkkeyserver -ip localhost -primary', '9124E')
})

test('no key is prepared while the primary is offline', async () => {
  process.kill(installation.endpoints.keyServers[0].pid, 'SIGKILL')
  await eventually(
    'the primary is offline',
    () => installation.rows('lskeyserver')[0].status === 'offline',
  )
  refused('chencryption -keyserver newkey -key prepare', '9139E')
})

test('garbage, half messages and lengths of 100 MB leave the secondary and the NBD port alive', async () => {
  const { kmip } = installation.endpoints.keyServers[1]
  const [identity] = installation.endpoints.kmipClients
  const secure = () =>
    tls.connect({
      host: 'localhost',
      port: kmip.port,
      ca: readFileSync(identity.ca),
      cert: readFileSync(identity.cert),
      key: readFileSync(identity.key),
    })
  const nbdPort = Number(new URL(installation.endpoints.storage.nbd.uri).port || 10809)
  const plain = (port) => () => net.connect(port, '127.0.0.1')
  const hundredMegabytes = Buffer.from('4200780105f5e100', 'hex')
  const option = Buffer.concat([
    Buffer.from('00000003', 'hex'),
    Buffer.from('49484156454f5054', 'hex'),
    Buffer.from('0000000705f5e100', 'hex'),
  ])
  for (const [connect, bytes] of [
    [secure, randomBytes(4096)],
    [secure, hundredMegabytes],
    [secure, Buffer.from('420078010000', 'hex')],
    [secure, Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    [plain(kmip.port), randomBytes(4096)],
    [plain(nbdPort), randomBytes(4096)],
    [plain(nbdPort), option],
    [plain(nbdPort), Buffer.from('000000', 'hex')],
  ])
    await endsWithoutHarm(connect(), bytes)
  const info = run('nbdinfo', ['--size', installation.endpoints.storage.nbd.uri])
  assert.equal(info.exitCode, 0, info.stderr)
  await eventually(
    'the secondary answers',
    () => installation.ssh('testkeyserver 1').exitCode === 0,
  )
})

/** Sends the bytes, half-closes, and waits for the other side to close. */
function endsWithoutHarm(socket, bytes) {
  return new Promise((resolve, reject) => {
    socket.setTimeout(20_000, () => reject(new Error('the server kept a broken connection open')))
    socket.on('error', resolve)
    socket.on('close', resolve)
    socket.on('data', () => {})
    socket.end(bytes)
  })
}

test('a public key lets in whoever holds it, and nobody else', () => {
  const key = `${installation.folder}/id`
  assert.equal(run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]).exitCode, 0)
  const { host, port } = installation.endpoints.storage.ssh
  const withKey = (command) =>
    run('ssh', [
      '-p',
      String(port),
      ...sshOptions,
      '-i',
      key,
      '-o',
      'BatchMode=yes',
      `superuser@${host}`,
      command,
    ])
  assert.equal(withKey('lssystem').exitCode, 255)
  for (const parameters of [[], ['-O']]) {
    const copied = run(
      'sshpass',
      [
        '-e',
        'scp',
        ...parameters,
        '-P',
        String(port),
        ...sshOptions,
        `${key}.pub`,
        `superuser@${host}:/tmp/id.pub`,
      ],
      {
        env: { ...process.env, SSHPASS: installation.password },
      },
    )
    assert.equal(copied.exitCode, 0, copied.stderr)
  }
  installation.sshAll(['chuser -keyfile /tmp/id.pub superuser'])
  assert.equal(withKey('lssystem').exitCode, 0)
  for (const target of ['/etc/keyturn', '/tmp/../../etc/keyturn', '/dumps/../x']) {
    const outside = run('scp', [
      '-P',
      String(port),
      ...sshOptions,
      '-i',
      key,
      `${key}.pub`,
      `superuser@${host}:${target}`,
    ])
    assert.notEqual(outside.exitCode, 0, target)
  }
})
