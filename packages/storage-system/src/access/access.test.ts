import assert from 'node:assert/strict'
import test from 'node:test'
import type { HttpRequest, SshChannel } from '@keyturn/platform/ports'
import { type Machine, World } from '../rig.test.ts'
import { Logins } from './logins.ts'
import type { AccessParts } from './parts.ts'
import { createRestHandler } from './rest/handler.ts'
import { createSshHandler } from './ssh/handler.ts'

const password = 'first-Password-1'
const minuteMs = 60_000

interface Edges {
  readonly world: World
  readonly machine: Machine
  readonly parts: AccessParts
}

/** A storage system on simulated ports, and its edges as their servers would call them. */
async function boot(): Promise<Edges> {
  const world = await World.make()
  const machine = await world.boot()
  const { system, users, rescue, obligations } = machine.running
  const ports = {
    clock: world.time.clock(machine.life),
    random: world.random,
    files: world.fileSystem.files(machine.life),
  }
  const logins = new Logins(users, () => system.security.view(), ports.clock)
  const parts = { ports, dataFolder: '/data', system, logins, rescue, obligations }
  return { world, machine, parts }
}

/** Lets simulated time go by. */
const pass = ({ world, parts }: Pick<Edges, 'world' | 'parts'>, minutes: number): Promise<void> =>
  world.time.until(parts.ports.clock.sleep(minutes * minuteMs), 2 * minutes * minuteMs)

const session = { user: 'superuser', remoteAddress: '192.0.2.1' }

/** A channel whose input is given, and whose output is kept. */
function channel(pty: boolean, ...input: string[]) {
  const out = { stdout: '', stderr: '' }
  const encode = (text: string | Uint8Array): string =>
    typeof text === 'string' ? text : new TextDecoder().decode(text)
  const ssh: SshChannel = {
    pty,
    read: async () => {
      const next = input.shift()
      return next === undefined ? undefined : new TextEncoder().encode(next)
    },
    write: async (text) => void (out.stdout += encode(text)),
    writeError: async (text) => void (out.stderr += encode(text)),
  }
  return { ssh, out }
}

function restClient({ machine, parts }: Edges) {
  const handle = createRestHandler(parts)
  const send = async (path: string, more: Partial<HttpRequest> = {}) => {
    const request: HttpRequest = {
      method: 'POST', path, query: new Map(), headers: {}, body: new Uint8Array(0),
      remoteAddress: '192.0.2.1', ...more,
    }
    const { status, body } = await machine.run(handle(request))
    return { status, body: typeof body === 'string' ? body : new TextDecoder().decode(body) }
  }
  const logIn = (user: string, word: string) =>
    send('/rest/v1/auth', { headers: { 'x-auth-username': user, 'x-auth-password': word } })
  const withToken = async (user = 'superuser', word = password) => {
    const { token } = JSON.parse((await logIn(user, word)).body) as { token: string }
    return (path: string, body?: unknown) => send(path, {
      headers: { 'x-auth-token': token },
      body: new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body)),
    })
  }
  return { send, logIn, withToken }
}

test('a command line runs, and its answer goes to the right streams', async () => {
  const { machine, parts } = await boot()
  const handler = createSshHandler(parts)
  const run = async (line: string) => {
    const { ssh, out } = channel(false)
    const code = await machine.run(handler.exec(session, line, ssh))
    return { ...out, code }
  }
  const good = await run('lsuser -delim : -nohdr')
  assert.match(good.stdout, /^0:superuser:yes:/)
  assert.deepEqual({ ...good, stdout: '' }, { stdout: '', stderr: '', code: 0 })
  assert.deepEqual(await run('nosuch'), {
    stdout: '', stderr: 'rbash: nosuch: command not found\n', code: 127,
  })
  const refused = await run('chencryption -keyserver newkey -key commit')
  assert.match(refused.stderr, /^CMMVC\d{4}E [^:]*\n$/)
  assert.deepEqual([refused.stdout, refused.code], ['', 1])
})

test('a keyboard session shows its prompt, remembers $?, and ends with exit', async () => {
  const { machine, parts } = await boot()
  const handler = createSshHandler(parts)
  const { ssh, out } = channel(true, 'nosuch\n', 'echo $?\n', '\n', 'exit 7\n', 'never read\n')
  assert.equal(await machine.run(handler.shell(session, ssh)), 7)
  const prompt = 'IBM_2145:storage1:superuser>'
  assert.equal(out.stdout, `${prompt}${prompt}127\n${prompt}${prompt}`)
})

test('a script on standard input sees no prompt; lines may come in pieces', async () => {
  const { machine, parts } = await boot()
  const { ssh, out } = channel(false, 'ech', 'o one\necho t', 'wo')
  assert.equal(await machine.run(createSshHandler(parts).shell(session, ssh)), 0)
  assert.equal(out.stdout, 'one\ntwo\n')
})

test('an idle keyboard session ends after the time that chsecurity sets', async () => {
  const { world, machine, parts } = await boot()
  await machine.ok(parts.system.security.change({ cliTimeoutMinutes: 5 }))
  const { ssh, out } = channel(true)
  const silent = { ...ssh, read: () => new Promise<undefined>(() => {}) }
  const before = world.time.nowMs
  await machine.run(createSshHandler(parts).shell(session, silent))
  assert.equal(world.time.nowMs - before, 5 * minuteMs)
  assert.match(out.stdout, /auto-logout\n$/)
})

test('the session after the last one is told 7017E on standard output', async () => {
  const { parts } = await boot()
  const handler = createSshHandler(parts)
  const { ssh } = channel(true)
  const silent = { ...ssh, read: () => new Promise<undefined>(() => {}) }
  for (let i = 0; i < 32; i++) void handler.shell(session, silent)
  const last = channel(true)
  assert.equal(await handler.shell(session, last.ssh), 1)
  assert.match(last.out.stdout, /^CMMVC7017E /)
})

test('too many wrong passwords lock a user for a while, the right one and the key too', async () => {
  const { world, machine, parts } = await boot()
  const { system, logins } = parts
  await machine.ok(system.security.change({ maxFailedLoginAttempts: 3, lockoutPeriodMinutes: 10 }))
  await machine.ok(system.users.create({
    name: 'eve', group: 'Monitor', password: 'Right-pass-1', keyFile: undefined,
    passwordChangeRequired: false,
  }))
  const enters = async (word: string) =>
    await machine.run(logins.withPassword('eve', word)) !== undefined
  // A right one in between starts the count again.
  for (const [word, right] of [['x', false], ['x', false], ['Right-pass-1', true]] as const) {
    assert.equal(await enters(word), right)
  }
  for (const word of ['x', 'x', 'x', 'Right-pass-1']) assert.equal(await enters(word), false)
  const [, eve] = await system.users.list()
  assert.deepEqual([eve?.name, eve?.locked], ['eve', 'auto'])
  await pass({ world, parts }, 10)
  assert.equal(await enters('Right-pass-1'), true)
})

test('superuser is not locked out unless superuserlocking is on', async () => {
  const { machine, parts: { system, logins } } = await boot()
  await machine.ok(system.security.change({ maxFailedLoginAttempts: 1, lockoutPeriodMinutes: 0 }))
  const enters = async (word: string) =>
    await machine.run(logins.withPassword('superuser', word)) !== undefined
  assert.deepEqual([await enters('x'), await enters(password)], [false, true])
  await machine.ok(system.security.change({ superuserLocking: true }))
  assert.deepEqual([await enters('x'), await enters(password)], [false, false])
})

test('REST: a login gives a token in the form of a JWT, which runs commands until it ends', async () => {
  const edges = await boot()
  const { world } = edges
  const { logIn, send } = restClient(edges)
  const { status, body } = await logIn('superuser', password)
  assert.equal(status, 200)
  const { token } = JSON.parse(body) as { token: string }
  const [header = '', payload = ''] = token.split('.')
  const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())
  assert.deepEqual(decode(header), { typ: 'JWT', alg: 'HS512' })
  const { iat, exp, jti, sv } = decode(payload) as Record<string, unknown>
  assert.deepEqual([Number(exp) - Number(iat), sv], [3600, { user: 'superuser' }])
  assert.match(String(jti), /^[0-9a-f]{32}$/)
  const command = async (word: string) =>
    (await send('/rest/lsencryption', { headers: { 'x-auth-token': word } })).status
  assert.equal(await command(token), 200)
  for (const wrong of ['', 'x', token.slice(0, -1), `${token}A`, `${header}.${payload}.`]) {
    assert.equal(await command(wrong), 401)
  }
  await pass(edges, 59)
  assert.equal(await command(token), 200)
  await pass(edges, 1)
  assert.equal(await command(token), 401)
  assert.ok(!world.logLines.some((line) => line.includes(token)))
})

test('REST: the statuses and bodies that clients tell apart', async () => {
  const edges = await boot()
  const { logIn, send, withToken } = restClient(edges)
  assert.deepEqual(await logIn('superuser', 'wrong'), {
    status: 401, body: '"CMMVC6510E The user name or the password is wrong."',
  })
  assert.equal((await logIn('nobody', password)).status, 401)
  assert.equal((await send('/rest/v1/auth')).status, 401)
  assert.equal((await send('/rest/v1/lssystem', { method: 'GET' })).status, 405)
  assert.equal((await send('/other')).status, 404)
  const command = await withToken()
  assert.equal((await command('/rest/v1/nosuch')).status, 404)
  assert.equal((await command('/rest/v1/lsvdisk', ['no object'])).status, 400)
  assert.deepEqual(await command('/rest/v1/lsvdisk'), { status: 200, body: '[]' })
  assert.deepEqual(await command('/rest/lsvdisk/', null), { status: 200, body: '[]' })
  const failed = await command('/rest/v1/lsvdisk/none')
  assert.equal(failed.status, 500)
  assert.match(failed.body, /^"Command error occurred; error code 1: CMMVC5754E [^:]* "$/)
  assert.equal((await command('/rest/v1/chsystem', { name: 'other' })).body, '""')
})

test('REST: a user who is removed or gets another role is that at once', async () => {
  const edges = await boot()
  const { machine, parts: { system } } = edges
  const { withToken } = restClient(edges)
  await machine.ok(system.users.create({
    name: 'eve', group: 'Administrator', password: 'Right-pass-1', keyFile: undefined,
    passwordChangeRequired: false,
  }))
  const asEve = await withToken('eve', 'Right-pass-1')
  const status = async () => (await asEve('/rest/v1/chsystem', { name: 'other' })).status
  assert.equal(await status(), 200)
  await machine.ok(system.users.change('eve', { group: 'Monitor' }))
  assert.equal(await status(), 403)
  assert.equal((await asEve('/rest/v1/rescue/-yes')).status, 403)
  assert.equal((await asEve('/rest/v1/waive/key')).status, 403)
  assert.equal((await asEve('/rest/v1/download', { prefix: '/tmp', filename: 'ca.pem' })).status, 403)
  await machine.ok(system.users.remove('eve', 'superuser'))
  assert.equal(await status(), 401)
})

test('REST: a download gives files of the public folders, and nothing else', async () => {
  const edges = await boot()
  const command = await restClient(edges).withToken()
  const get = (prefix: string, filename: string) =>
    command('/rest/v1/download', { prefix, filename })
  assert.match((await get('/tmp', 'ca.pem')).body, /^-----BEGIN .*CERTIFICATE/)
  for (const [prefix, name] of [
    ['/', 'password'], ['/tmp', '../../../password'], ['/tmp', 'absent'], ['', 'tmp/../password'],
  ] as const) {
    const { status, body } = await get(prefix, name)
    assert.equal(status, 500)
    assert.match(body, /CMMVC8031E/)
  }
  assert.equal((await command('/rest/v1/download', {})).status, 400)
})

test('REST: a rescue needs the word, and is told why it cannot be', async () => {
  const command = await restClient(await boot()).withToken()
  assert.match((await command('/rest/v1/rescue')).body, /CMMVC5705E .*\[-yes\]/)
  assert.match((await command('/rest/v1/rescue', { yes: true })).body, /CMMVC8535E/)
})

test('REST: nothing remains to be done at key servers, and nothing unknown is waived', async () => {
  const command = await restClient(await boot()).withToken()
  assert.deepEqual(await command('/rest/v1/obligations'), { status: 200, body: '[]' })
  assert.match((await command('/rest/v1/waive')).body, /CMMVC5701E/)
  assert.match((await command('/rest/v1/waive/%zz')).body, /CMMVC5701E/)
  assert.match((await command('/rest/v1/waive/a%20key')).body, /CMMVC5753E .*\[a key\]/)
})
