// A storage system set up by hand with somebody else's key server: Debian's pykmip-server, which speaks KMIP 1.2.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually, Installation, run, sshOptions } from './support/installation.mjs'
import { holdsPattern, writePattern } from './support/pattern.mjs'

const installation = new Installation()
const { folder, portBase } = installation
const ports = { ssh: portBase, nbd: portBase + 3, kmip: portBase + 10 }
const file = (name) => join(folder, name)
let keyServer

before(async () => {
  for (const name of ['storage', 'backend', 'policy']) mkdirSync(file(name))
  writeFileSync(file('password'), 'first-Password-1\n', { mode: 0o600 })
  writeFileSync(
    file('storage.toml'),
    `
name = "alone"
data = "${file('storage')}"
initial_password_file = "${file('password')}"
key_server_interval = 1

[ssh]
host = "127.0.0.1"
port = ${ports.ssh}

[nbd.tcp]
host = "127.0.0.1"
port = ${ports.nbd}

[[backend]]
name = "disk0"
folder = "${file('backend')}"
`,
  )
  writeFileSync(
    file('endpoints.json'),
    JSON.stringify({
      version: 1,
      storage: {
        ssh: { host: '127.0.0.1', port: ports.ssh },
        passwordFile: file('password'),
        configuration: file('storage.toml'),
        nbd: { uri: `nbd://127.0.0.1:${ports.nbd}/data` },
      },
      keyServers: [],
    }),
  )
  await installation.startProgram('storage')
  makeAuthority()
  installation.sshAll(['chsystemcert -export'])
  scp(`superuser@127.0.0.1:/dumps/certificate.pem`, file('system.pem'))
  scp(file('ca.pem'), 'superuser@127.0.0.1:/tmp/ca.pem')
  await startKeyServer()
})
after(async () => {
  keyServer?.kill('SIGKILL')
  await installation.remove()
})

function openssl(...parameters) {
  const { exitCode, stderr } = run('openssl', parameters)
  assert.equal(exitCode, 0, stderr)
}

function makeAuthority() {
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '30',
    '-subj',
    '/CN=Somebody else',
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.pem'),
  )
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=localhost',
    '-keyout',
    file('server.key'),
    '-out',
    file('server.csr'),
  )
  writeFileSync(
    file('san'),
    'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n',
  )
  openssl(
    'x509',
    '-req',
    '-in',
    file('server.csr'),
    '-CA',
    file('ca.pem'),
    '-CAkey',
    file('ca.key'),
    '-CAcreateserial',
    '-days',
    '30',
    '-extfile',
    file('san'),
    '-out',
    file('server.pem'),
  )
}

function scp(from, to) {
  const { exitCode, stderr } = run(
    'sshpass',
    ['-e', 'scp', '-P', String(ports.ssh), ...sshOptions, from, to],
    {
      env: { ...process.env, SSHPASS: installation.password },
    },
  )
  assert.equal(exitCode, 0, stderr)
}

async function startKeyServer() {
  writeFileSync(
    file('pykmip.conf'),
    `[server]
hostname=127.0.0.1
port=${ports.kmip}
certificate_path=${file('server.pem')}
key_path=${file('server.key')}
ca_path=${file('system.pem')}
auth_suite=TLS1.2
policy_path=${file('policy')}
enable_tls_client_auth=True
logging_level=INFO
database_path=${file('pykmip.db')}
`,
  )
  keyServer = spawn(
    '/usr/bin/pykmip-server',
    ['-f', file('pykmip.conf'), '-l', file('pykmip.log')],
    { stdio: 'ignore' },
  )
  await eventually(
    'pykmip-server listens',
    () =>
      new Promise((resolve) => {
        const socket = net
          .connect(ports.kmip, '127.0.0.1', () => resolve(true) || socket.destroy())
          .on('error', () => resolve(false))
      }),
  )
}

const uri = () => installation.endpoints.storage.nbd.uri
const readsBack = () => holdsPattern(uri())

test('set up by hand, as the documentation says', () => {
  installation.sshAll([
    'chkeyserverisklm -enable -sslcert /tmp/ca.pem',
    `mkkeyserver -ip localhost -port ${ports.kmip} -primary`,
    'chencryption -keyserver enable',
    'chencryption -keyserver newkey -key prepare',
    'chencryption -keyserver newkey -key commit',
    'mkmdiskgrp -name pool0 -ext 1024 -mdisk disk0 -encrypt yes',
    'mkvdisk -name data -mdiskgrp pool0 -size 64 -unit mb',
    'mkvdiskhostmap -host local data',
  ])
  assert.equal(installation.rows('lskeyserver')[0].status, 'online')
  assert.equal(installation.rows('lsvdisk')[0].encrypt, 'yes')
  writePattern(uri())
})

test('rekeys, restarts, and reads its data', async () => {
  const first = installation.detail('lsencryption').keyserver_pmk_uid
  installation.sshAll(['chencryption -keyserver newkey -key prepare'])
  assert.equal(installation.detail('lsencryption').keyserver_rekey, 'prepared')
  installation.sshAll(['chencryption -keyserver newkey -key commit'])
  assert.notEqual(installation.detail('lsencryption').keyserver_pmk_uid, first)
  await installation.killProgram('storage')
  await installation.startProgram('storage')
  await eventually('the volume reads', readsBack)
})

test('stays locked without it, and unlocks by itself when it is back', async () => {
  keyServer.kill('SIGKILL')
  await installation.killProgram('storage')
  await installation.startProgram('storage')
  assert.equal(readsBack(), false)
  await startKeyServer()
  await eventually('the volume reads', readsBack)
})
