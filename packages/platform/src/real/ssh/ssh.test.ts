import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import {
  existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { promisify } from 'node:util'
import type { Log, SshHandler } from '../../ports/index.ts'
import { Flood } from '../network/flood.test.ts'
import { createSshServer, maxLogins } from './server.ts'

// The clients are Debian's ssh, scp, sftp and sshpass: what they do with this server is the test.

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'keyturn-ssh-'))
const jail = join(folder, 'jail')
const keyFile = join(folder, 'id')
const strangerKeyFile = join(folder, 'stranger')
const maxFileBytes = 8 * 1_048_576
const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => log }
let server: Awaited<ReturnType<ReturnType<typeof createSshServer>['listen']>>
let allowedKey = ''

const handler: SshHandler = {
  password: async (user, password) => user === 'superuser' && password === 'passw0rd',
  publicKey: async (user, key) => user === 'superuser' && key === allowedKey,
  async exec(session, commandLine, channel) {
    if (commandLine === 'cat') {
      for (let bytes = await channel.read(); bytes; bytes = await channel.read()) {
        await channel.write(bytes)
      }
      return 0
    }
    if (commandLine === 'defect') throw new Error('SECRET CAUSE')
    await channel.write(`${session.user}:${commandLine}\n`)
    await channel.writeError('remark\n')
    return commandLine === 'fail' ? 1 : 0
  },
  async shell(_session, channel) {
    for (;;) {
      await channel.write('prompt> ')
      const line = await channel.read()
      if (!line) return 0
      const text = Buffer.from(line).toString()
      if (text === 'exit\n') return 7
      await channel.write(`got ${JSON.stringify(text)}\n`)
    }
  },
  files: () => ({
    folders: ['/tmp', '/dumps'],
    maxFileBytes,
    resolve: (path) => /^\/(tmp|dumps)(\/|$)/.test(path) ? join(jail, path) : undefined,
  }),
}

before(async () => {
  for (const name of ['tmp', 'dumps']) mkdirSync(join(jail, name), { recursive: true })
  for (const file of [keyFile, strangerKeyFile]) {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file])
  }
  allowedKey = readFileSync(`${keyFile}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const hostKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  assert.ok(createPrivateKey(hostKey))
  server = await createSshServer(log).listen({ host: '127.0.0.1', port: 0, hostKey }, handler)
})

after(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const options = (...more: string[]): string[] => [
  '-F', 'none', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null',
  '-o', 'LogLevel=ERROR', '-o', 'IdentitiesOnly=yes', ...more,
]
const withKey = (file = keyFile): string[] => options('-i', file, '-o', 'BatchMode=yes')

interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Runs a client to its end; a code other than 0 is an answer, not a failure of the test. */
function client(program: string, words: string[], input: string | Buffer = ''): Promise<Ended> {
  const child = spawn(program, words, { timeout: 20_000 })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text: Buffer) => {
    stdout += text.toString('latin1')
  })
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString('latin1')
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ stdout, stderr, code: code ?? -1 }))
  })
}

/** Waits for what another process does; gives up after ten seconds. */
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (condition()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.fail(`waited in vain for ${condition}`)
}

const ssh = (words: string[], input?: string | Buffer): Promise<Ended> =>
  client('ssh', ['-p', String(server.port), ...words], input)
const place = 'superuser@127.0.0.1'

test('a command runs with its streams apart and its exit code', async () => {
  const good = await ssh([...withKey(), place, 'lssystem -delim :'])
  assert.deepEqual(good, { stdout: 'superuser:lssystem -delim :\n', stderr: 'remark\n', code: 0 })
  assert.equal((await ssh([...withKey(), place, 'fail'])).code, 1)
})

test('a password lets in, by its method and by keyboard-interactive; a wrong one does not', async () => {
  const login = (password: string, method: string): Promise<Ended> => client('sshpass', [
    '-p', password, 'ssh', '-p', String(server.port),
    ...options('-o', `PreferredAuthentications=${method}`, '-o', 'NumberOfPasswordPrompts=1'),
    place, 'hello',
  ])
  for (const method of ['password', 'keyboard-interactive']) {
    const { stdout } = await login('passw0rd', method)
    assert.equal(stdout, 'superuser:hello\n', method)
    const wrong = await login('wrong', method)
    assert.equal(wrong.stdout, '', method)
    assert.match(wrong.stderr, /Permission denied/, method)
  }
})

test('a key that is not the user\'s is refused, and so is another user', async () => {
  assert.match((await ssh([...withKey(strangerKeyFile), place, 'x'])).stderr, /Permission denied/)
  const other = await ssh([...withKey(), 'other@127.0.0.1', 'x'])
  assert.match(other.stderr, /Permission denied/)
})

test('RSA keys sign with SHA-2, and not with SHA-1', async () => {
  const file = join(folder, 'rsa')
  await run('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', file])
  const before = allowedKey
  allowedKey = readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  const login = (algorithm: string): Promise<Ended> =>
    ssh([...withKey(file), '-o', `PubkeyAcceptedAlgorithms=${algorithm}`, place, 'x'])
  assert.equal((await login('rsa-sha2-256')).code, 0)
  assert.equal((await login('ssh-rsa')).code, 255)
  allowedKey = before
})

test('standard input and output carry bytes both ways, whole', async () => {
  const bytes = randomBytes(3 * 1_048_576)
  const { stdout } = await ssh([...withKey(), place, 'cat'], bytes)
  assert.ok(Buffer.from(stdout, 'latin1').equals(bytes))
})

test('many channels share one connection', async () => {
  const control = ['-o', `ControlPath=${join(folder, 'mux')}`]
  const master = spawn('ssh', [
    '-p', String(server.port), ...withKey(), ...control, '-M', '-N', place,
  ])
  await until(() => existsSync(join(folder, 'mux')))
  const commands = Array.from({ length: 20 }, (_, i) => `command${i}`)
  const answers = await Promise.all(commands.map((command) =>
    ssh([...withKey(), ...control, place, command])))
  master.kill()
  assert.deepEqual(answers.map(({ stdout }) => stdout), commands.map((c) => `superuser:${c}\n`))
})

test('what a defect says stays here', async () => {
  const { stdout, stderr, code } = await ssh([...withKey(), place, 'defect'])
  assert.equal(stdout, '')
  assert.match(stderr, /^internal error, log id [0-9a-f]{12}\n$/)
  assert.equal(code, 255)
})

test('a terminal echoes, edits lines, and ends them with CR LF', async () => {
  const typed = 'lsX\x7fsystem\rold line\x15new é\x7fe\rtwo words\x17word\r\x1b[A\x03exit\r'
  const { stdout, code } = await ssh([...withKey(), '-tt', place], typed)
  assert.equal(code, 7)
  assert.ok(stdout.startsWith('prompt> lsX\b \bsystem\r\ngot "lssystem\\n"\r\n'), stdout)
  assert.match(stdout, /got "new e\\n"/)
  assert.match(stdout, /got "two word\\n"/)
  assert.match(stdout, /\^C\r\ngot "\\n"\r\n/)
})

test('a shell without a terminal reads lines as they come; the end of input ends it', async () => {
  const { stdout, code } = await ssh([...withKey(), '-T', place], 'a\n')
  assert.equal(stdout, 'prompt> got "a\\n"\nprompt> ')
  assert.equal(code, 0)
})

const copy = (protocol: string[], from: string, to: string): Promise<Ended> =>
  client('scp', [...protocol, '-P', String(server.port), ...withKey(), from, to])

for (const [name, protocol] of [['scp over sftp', ['-s']], ['old scp', ['-O']]] as const) {
  test(`${name} brings files in and out, and nowhere else`, async () => {
    const bytes = randomBytes(1_500_000)
    const local = join(folder, 'local.bin')
    writeFileSync(local, bytes)
    const inside = join(jail, 'tmp/up.bin')
    rmSync(inside, { force: true })
    assert.deepEqual(
      await copy([...protocol, '-p'], local, `${place}:/tmp/up.bin`),
      { stdout: '', stderr: '', code: 0 },
    )
    assert.ok(readFileSync(inside).equals(bytes))
    assert.equal((await copy([...protocol], local, `${place}:/tmp/`)).code, 0)
    assert.ok(existsSync(join(jail, 'tmp/local.bin')))

    const back = join(folder, 'back.bin')
    assert.equal((await copy([...protocol], `${place}:/tmp/up.bin`, back)).code, 0)
    assert.ok(readFileSync(back).equals(bytes))

    for (const path of ['/etc/passwd', '/tmp/../../etc/passwd', '/tmp/absent', '/tmp/.hidden']) {
      const refused = await copy([...protocol], `${place}:${path}`, join(folder, 'stolen'))
      assert.notEqual(refused.code, 0, path)
      assert.ok(!existsSync(join(folder, 'stolen')), path)
    }
    for (const path of ['/evil', '/tmp/../evil', '/tmp/absent/evil']) {
      assert.notEqual((await copy([...protocol], local, `${place}:${path}`)).code, 0, path)
    }
    assert.ok(!existsSync(join(folder, 'evil')) && !existsSync(join(jail, 'evil')))
  })

  test(`${name} follows no link, and takes no file beyond the limit`, async () => {
    writeFileSync(join(folder, 'outside'), 'outside')
    symlinkSync(join(folder, 'outside'), join(jail, 'dumps/link'))
    symlinkSync(folder, join(jail, 'dumps/linked'))
    const local = join(folder, 'small')
    writeFileSync(local, 'small')
    for (const path of ['/dumps/link', '/dumps/linked/outside']) {
      assert.notEqual((await copy([...protocol], `${place}:${path}`, join(folder, 'got'))).code, 0)
      assert.notEqual((await copy([...protocol], local, `${place}:${path}`)).code, 0)
    }
    assert.ok(!existsSync(join(folder, 'got')))
    assert.equal(readFileSync(join(folder, 'outside'), 'utf8'), 'outside')
    for (const link of ['link', 'linked']) rmSync(join(jail, 'dumps', link))

    const large = join(folder, 'large')
    writeFileSync(large, Buffer.alloc(maxFileBytes + 1))
    assert.notEqual((await copy([...protocol], large, `${place}:/dumps/large`)).code, 0)
    assert.deepEqual(readdirSync(join(jail, 'dumps')), [])
  })
}

test('sftp lists, shows, removes, and does nothing else', async () => {
  writeFileSync(join(jail, 'dumps/certificate.pem'), 'pem')
  writeFileSync(join(jail, 'dumps/.part'), 'hidden')
  const sftp = (commands: string): Promise<Ended> => client(
    'sftp', ['-b', '-', '-P', String(server.port), ...withKey(), place], commands,
  )
  const listed = await sftp('pwd\nls -1 /\nls -1 /dumps\n')
  assert.equal(listed.code, 0)
  assert.match(listed.stdout, /directory: \/\n/)
  assert.deepEqual(
    listed.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('sftp>')).slice(1),
    ['/dumps', '/tmp', '/dumps/certificate.pem'],
  )
  for (const command of [
    'mkdir /tmp/new', 'rename /dumps/certificate.pem /tmp/x', 'ln -s /etc /tmp/etc',
    'rm /dumps', 'rmdir /tmp', 'ls /etc', 'get /dumps/.part', 'reput /etc/hostname /dumps/x',
  ]) {
    assert.equal((await sftp(`${command}\n`)).code, 1, command)
  }
  assert.equal((await sftp('rm /dumps/certificate.pem\n')).code, 0)
  assert.deepEqual(readdirSync(join(jail, 'dumps')), ['.part'])
})

test('an upload that breaks off leaves the old file, and nothing beside it', async () => {
  const name = join(jail, 'tmp/kept')
  writeFileSync(name, 'old')
  const child = spawn('ssh', ['-p', String(server.port), ...withKey(), place, 'scp -t /tmp/kept'])
  child.stdin.write('C0644 1000 kept\npart of it')
  const beside = (): string[] => readdirSync(join(jail, 'tmp')).filter((n) => n.startsWith('.kept'))
  await until(() => beside().length === 1)
  child.kill()
  await until(() => beside().length === 0)
  assert.equal(readFileSync(name, 'utf8'), 'old')
})

test('however many do not log in, a newcomer gets in and who is in stays in', async () => {
  const early = spawn('ssh', ['-p', String(server.port), ...withKey(), '-T', place])
  let said = ''
  early.stdout.on('data', (text: Buffer) => {
    said += text.toString()
  })
  await until(() => said === 'prompt> ')
  const flood = new Flood(server.port)
  await flood.add(maxLogins / 2)
  await flood.add(maxLogins / 2 + 20, 'SSH-2.0-x\r\n')
  assert.equal((await ssh([...withKey(), place, 'alive'])).stdout, 'superuser:alive\n')
  await flood.lost(21)
  assert.deepEqual(flood.held, flood.held.map((_, i) => i > 20), 'the oldest gave way')
  early.stdin.end('a\n')
  await until(() => said === 'prompt> got "a\\n"\nprompt> ')
  flood.end()
})

test('names with control characters come neither in nor out', async () => {
  const local = join(folder, 'plain')
  writeFileSync(local, 'x')
  for (const character of ['\x1b', '\x07', '\x7f', '\u009b']) {
    const name = `a${character}b`
    writeFileSync(join(folder, name), 'x')
    const named = `${place}:/dumps/${name}`
    assert.notEqual((await copy(['-s'], local, named)).code, 0, JSON.stringify(name))
    assert.notEqual((await copy(['-O'], local, named)).code, 0, JSON.stringify(name))
    assert.notEqual((await copy(['-O'], join(folder, name), `${place}:/dumps/`)).code, 0)
  }
  assert.deepEqual(readdirSync(join(jail, 'dumps')), ['.part'])
  writeFileSync(join(jail, 'dumps/from\x1b[2Jelsewhere'), 'x')
  const { stdout } = await client(
    'sftp', ['-b', '-', '-P', String(server.port), ...withKey(), place], 'ls -la /dumps\n',
  )
  assert.doesNotMatch(stdout, /elsewhere/)
  rmSync(join(jail, 'dumps/from\x1b[2Jelsewhere'))
})

test('garbage ends a connection, not the server', async () => {
  for (const garbage of [randomBytes(4096), Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.concat([
    Buffer.from('SSH-2.0-x\r\n'), Buffer.alloc(64, 0xff),
  ])]) {
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.end(garbage)
    await new Promise((resolve) => {
      socket.on('close', resolve)
      socket.resume()
    })
  }
  assert.equal((await ssh([...withKey(), place, 'alive'])).code, 0)
})
