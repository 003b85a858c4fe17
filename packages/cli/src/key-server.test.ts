// The command line as a user runs it, against a key server that it runs itself.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createCertificates, systemClock, systemRandom } from '@keyturn/platform/real'

const keyturn = fileURLToPath(new URL('../../../keyturn', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'keyturn-cli-'))
const PASSWORD = 'first password of tests'
const place = (name: string): string => join(folder, name)
let server: ChildProcess | undefined
let client: { certificate: string; key: string }

before(async () => {
  const certificates = createCertificates(systemClock, systemRandom)
  const authority = await certificates.authority('test', 2)
  const names = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'], validityDays: 2 }
  const identity = await certificates.issue(authority, { commonName: 'server', ...names })
  client = await certificates.issue(authority, { commonName: 'array', ...names })
  const texts = {
    'ca.pem': authority.certificate, 'tls.pem': identity.certificate, 'tls.key': identity.key,
    'client.pem': client.certificate, password: `${PASSWORD}\n`, 'new-password': 'second password of tests',
  }
  for (const [name, text] of Object.entries(texts)) writeFileSync(place(name), text)
  await startServer()
})

after(async () => {
  server?.kill('SIGTERM')
  if (server?.exitCode === null) await once(server, 'exit')
  rmSync(folder, { recursive: true, force: true })
})

async function startServer(): Promise<void> {
  const tls = `host = "127.0.0.1"
port = 0
certificate = "${place('tls.pem')}"
key = "${place('tls.key')}"`
  writeFileSync(place('key-server.toml'), `
name = "ks1"
role = "primary"
data = "${place('store')}"
log_level = "error"
[kmip]
${tls}
[admin]
${tls}
initial_user = "admin"
initial_password_file = "${place('password')}"
[seal]
root_key_file = "${place('root.key')}"
[replication]
secondaries = []
`)
  const child = spawn(keyturn, ['key-server', 'run', '--config', place('key-server.toml')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  server = child
  const [line] = await once(child.stdout, 'data') as [Buffer]
  const { admin } = JSON.parse(String(line).slice('ready '.length)) as { admin: number }
  writeFileSync(place('endpoints.json'), JSON.stringify({ version: 1, keyServers: [
    { name: 'other', role: 'secondary' },
    {
      name: 'ks1', role: 'primary', admin: { url: `https://127.0.0.1:${admin}` }, user: 'admin',
      passwordFile: place('password'), ca: place('ca.pem'),
    },
  ] }))
}

/** Runs `./keyturn`; what it prints holds no password. */
function run(...parameters: string[]) {
  const { status, stdout, stderr } = spawnSync(keyturn, parameters, {
    encoding: 'utf8', cwd: folder, env: { ...process.env, KEYTURN_ENDPOINTS: place('endpoints.json') },
  })
  assert.doesNotMatch(stdout + stderr, /password of tests/)
  assert.doesNotMatch(stderr, /\n {4}at /, 'a stack is for programmers')
  return { status, stdout, stderr }
}

function done(...parameters: string[]): string {
  const { status, stdout, stderr } = run(...parameters)
  assert.equal(status, 0, stderr)
  return stdout
}

test('status, as text and as JSON', () => {
  assert.match(done('key-server', 'status'), /^name +ks1\nrole +primary\n/)
  const status = JSON.parse(done('key-server', 'status', '--json')) as Record<string, unknown>
  assert.deepEqual([status['name'], status['epoch'], status['ready']], ['ks1', 1, true])
})

test('a group, a client in it, and what becomes of them', () => {
  assert.equal(done('key-server', 'groups', 'create', 'ARRAYS'), 'The group ARRAYS is made.\n')
  assert.match(done('key-server', 'groups', 'set', 'ARRAYS', '--may-destroy', 'yes'),
    /Clients of ARRAYS may destroy; undo for 30 days/)
  assert.match(done('key-server', 'groups'), /^NAME +MAY DESTROY +UNDO FOR DAYS\nARRAYS +yes +30\n$/)
  const register = ['clients', 'register', place('client.pem'), '--group', 'ARRAYS', '--name', 'array 1']
  assert.match(done('key-server', ...register), /^array 1 \([0-9a-f]{64}\) is approved, in the group ARRAYS/)
  const [client] = JSON.parse(done('key-server', 'clients', '--json')) as [{ fingerprint: string }]
  assert.match(done('key-server', 'clients', 'revoke', client.fingerprint.slice(0, 8)), /shut out/)
  assert.match(done('key-server', 'clients'), /revoked +ARRAYS +array 1/)
  assert.match(done('key-server', 'clients', 'approve', 'array 1'), /is approved/)
  const rejected = run('key-server', 'clients', 'reject', 'array 1')
  assert.equal(rejected.status, 1)
  assert.match(rejected.stderr, /only pending ones can be removed\. Revoke it instead\./)
  assert.match(done('key-server', 'audit'), /user:admin +ApproveClient +Success +127\.0\.0\.1/)
  assert.match(done('key-server', 'audit', 'verify'), /^All \d+ records are as they were written/)
})

test('replication of a primary without secondaries', () => {
  assert.match(done('key-server', 'replication', '--hash'), /to nobody\.\ncontent hash +[0-9a-f]{64}\n/)
  assert.equal(done('key-server', 'replicate', 'now'), 'This key server has no secondaries.\n')
  const unknown = run('key-server', 'replicate', 'now', '--to', 'nobody')
  assert.equal(unknown.status, 1)
  assert.match(unknown.stderr, /^keyturn: ks1: There is no secondary nobody\./)
})

test('wrong usage ends with 64 and says so', () => {
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [['nonsense'], /"nonsense" is no command/],
    [['key-server', 'status', '--frobnicate'], /Unknown option '--frobnicate'/],
    [['key-server', 'status', 'more'], /"more" is too much/],
    [['key-server', 'clients', 'approve'], /something is missing/],
    [['key-server', 'groups', 'set', 'ARRAYS'], /say what to change/],
    [['key-server', 'run'], /--config FILE is missing/],
    [['storage'], /name a command/],
  ]
  for (const [parameters, expected] of wrong) {
    const { status, stderr } = run(...parameters)
    assert.equal(status, 64, parameters.join(' '))
    assert.match(stderr, expected)
  }
})

test('what cannot be found or reached is said with what to do', () => {
  const missing = run('key-server', 'status', '--endpoints', place('none.json'))
  assert.equal(missing.status, 1)
  assert.match(missing.stderr, /none\.json cannot be read.*\n.*npm start/)
  assert.match(run('key-server', 'status', '--server', 'x').stderr, /Choose one with --server: other, ks1/)
  assert.match(run('key-server', 'status', '--server', 'other').stderr, /does not say how to reach/)
  assert.match(run('storage', 'lsencryption').stderr, /names no storage system/)
  const wrong = run('key-server', 'status', '--password-file', place('ca.pem'))
  assert.match(wrong.stderr, /User name or password is wrong/)
})

test('a configuration that is wrong ends with 2 and names the key', () => {
  writeFileSync(place('wrong.toml'), 'name = "x"\nrol = "primary"\n')
  const { status, stderr } = run('key-server', 'run', '--config', place('wrong.toml'))
  assert.equal(status, 2)
  assert.match(stderr, /unknown key rol/)
})

test('the password is changed from file to file', () => {
  assert.match(done('key-server', 'password', '--new-password-file', place('new-password')), /is changed/)
  assert.equal(run('key-server', 'status').status, 1)
  assert.equal(run('key-server', 'status', '--password-file', place('new-password')).status, 0)
})
