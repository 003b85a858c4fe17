import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import type { HttpHandler } from '@keyturn/platform/ports'
import {
  simulatedCertificates, SimulatedDisk, simulatedPasswords,
} from '@keyturn/platform/simulated'
import { destroy } from '../lifecycle/index.ts'
import { ManagedObjects } from '../objects/index.ts'
import { decodeRecord, encodeRecord, type ObjectRecord, recordKey, type UserRecord } from '../records/index.ts'
import { readServer } from '../replication/position-row.ts'
import {
  makeWorld, putKey, receive, send, type ServerHandle, startServer, type World,
} from '../replication/rig.test.ts'
import { createAdminApi } from './admin-api.ts'
import type { AdminOptions } from './contracts.ts'
import { errorCatalogue } from './errors.ts'
import { ensureFirstUser } from './first-user.ts'
import { routes } from './routes/index.ts'

const PASSWORD = 'correct horse battery'

type Extras = Pick<AdminOptions, 'sender' | 'receiver'>

function apiOf(server: ServerHandle, extras: Extras = {}): HttpHandler {
  const { audit, ports, seal, store } = server
  return createAdminApi({
    ...ports, store, seal, audit, ...extras,
    objects: new ManagedObjects({ store, ledger: audit, cryptography: ports.cryptography }),
    passwords: simulatedPasswords,
    certificates: simulatedCertificates(() => ports.clock.now()),
    server: () => readServer(store),
    notReady: () => [],
  })
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: { readonly [name: string]: unknown; readonly error?: { code: string; message: string } }
}

class Client {
  token = ''
  address = '192.0.2.1'
  readonly #handle: HttpHandler

  constructor(handle: HttpHandler) {
    this.#handle = handle
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const [plain, query = ''] = path.split('?')
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
    const response = await this.#handle({
      method, path: `/keyturn/rest/v1${plain}`, query: new Map(new URLSearchParams(query)),
      headers: { authorization: `Bearer ${this.token}` }, body: new TextEncoder().encode(text),
      remoteAddress: this.address,
    })
    const answered = response.body === '' ? {} : JSON.parse(String(response.body)) as Answer['body']
    return { status: response.status, headers: response.headers ?? {}, body: answered as Answer['body'] }
  }

  async logIn(user = 'admin', password = PASSWORD): Promise<Answer> {
    const answer = await this.ask('POST', '/sessions', { user, password })
    if (answer.status === 201) this.token = String(answer.body['token'])
    return answer
  }
}

async function makeAdmin(role: 'primary' | 'secondary' = 'primary') {
  const world = await makeWorld()
  const server = await startServer(world, role, new SimulatedDisk(), role)
  const { store, audit, ports } = server
  const user = { name: 'admin', password: PASSWORD }
  await ensureFirstUser({ store, audit, clock: ports.clock, passwords: simulatedPasswords }, user)
  const client = new Client(apiOf(server))
  await client.logIn()
  return { world, server, client }
}

const codeOf = ({ body }: Answer): string | undefined => body.error?.code

async function putClient({ store, ports }: ServerHandle, fingerprint: string): Promise<void> {
  await store.commit({ put: [{
    key: recordKey.client(fingerprint),
    value: encodeRecord({
      version: 1, fingerprint, name: 'CN=storage', status: 'pending', subject: 'CN=storage',
      issuer: 'CN=ca', serialNumber: '1', notAfter: ports.clock.now() + 1000, certificate: 'PEM',
      firstAddress: '192.0.2.7', firstSeen: ports.clock.now(),
    }),
  }] })
}

test('the first user is made once, and logs in', async () => {
  const { server, client } = await makeAdmin()
  const again = { name: 'other', password: 'x' }
  const { store, audit, ports } = server
  const made = await ensureFirstUser(
    { store, audit, clock: ports.clock, passwords: simulatedPasswords }, again)
  assert.equal(made, false)
  const { status, body } = await client.logIn()
  assert.equal(status, 201)
  assert.match(String(body['token']), /^[0-9a-f]{64}$/)
  assert.equal(body['role'], 'administrator')
  assert.equal((await client.ask('DELETE', '/sessions/current')).status, 204)
  assert.equal(codeOf(await client.ask('GET', '/status')), 'NotAuthenticated')
})

test('every route but the login asks for a token', async () => {
  const { client } = await makeAdmin()
  client.token = '0'.repeat(64)
  for (const { method, path } of routes) {
    if (path === '/sessions') continue
    const answer = await client.ask(method, path.replace(/:\w+/, 'x'))
    assert.equal(codeOf(answer), 'NotAuthenticated', `${method} ${path}`)
  }
})

test('five failures lock this user out from this address, for a time, and nobody else', async () => {
  const { world, client } = await makeAdmin()
  for (let i = 0; i < 5; i++) assert.equal(codeOf(await client.logIn('admin', 'wrong')), 'LoginFailed')
  const locked = await client.logIn()
  assert.equal(codeOf(locked), 'LockedOut')
  assert.equal(locked.status, 429)
  assert.equal(locked.headers['Retry-After'], '300')
  client.address = '192.0.2.2'
  assert.equal((await client.logIn()).status, 201)
  client.address = '192.0.2.1'
  await world.time.advance(300_000)
  assert.equal((await client.logIn()).status, 201)
})

test('attempts at once are all counted', async () => {
  const { client } = await makeAdmin()
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.logIn('admin', 'wrong')))
  assert.equal(answers.filter((answer) => codeOf(answer) === 'LoginFailed').length, 5)
})

test('a session ends when it is idle, and after a day in any case', async () => {
  const { world, client } = await makeAdmin()
  for (let hour = 0; hour < 23; hour++) {
    await world.time.advance(3_599_000)
    assert.equal((await client.ask('GET', '/groups')).status, 200)
  }
  await world.time.advance(3_599_000)
  await world.time.advance(60_000)
  assert.equal(codeOf(await client.ask('GET', '/groups')), 'NotAuthenticated')
  await client.logIn()
  await world.time.advance(3_600_000)
  assert.equal(codeOf(await client.ask('GET', '/groups')), 'NotAuthenticated')
})

test('a pending client is approved into a group of its own, or into the one that is named', async () => {
  const { server, client } = await makeAdmin()
  const [one, two] = ['a'.repeat(64), 'b'.repeat(64)] as const
  await putClient(server, one)
  await putClient(server, two)
  const pending = await client.ask('GET', '/clients?status=pending')
  assert.equal((pending.body['clients'] as unknown[]).length, 2)
  const approved = await client.ask('POST', `/clients/${one}/approve`)
  assert.deepEqual([approved.status, approved.body['group'], approved.body['decidedBy']],
    [200, 'client-aaaaaaaa', 'admin'])
  assert.equal((await client.ask('GET', '/groups/client-aaaaaaaa')).status, 200)
  const unknown = await client.ask('POST', `/clients/${two}/approve`, { group: 'storage' })
  assert.equal(codeOf(unknown), 'GroupNotFound')
  await client.ask('POST', '/groups', { name: 'storage', mayDestroy: true })
  const named = await client.ask('POST', `/clients/${two}/approve`, { group: 'storage', name: 'array 1' })
  assert.deepEqual([named.body['group'], named.body['name']], ['storage', 'array 1'])
  const revoked = await client.ask('POST', `/clients/${two}/revoke`)
  assert.equal(revoked.body['status'], 'revoked')
  assert.equal(codeOf(await client.ask('DELETE', `/clients/${two}`)), 'ClientNotPending')
  const trail = await client.ask('GET', '/audit')
  const actions = (trail.body['records'] as { action: string, actor: string }[])
    .map(({ action, actor }) => `${actor} ${action}`)
  assert.deepEqual(actions.slice(0, 4), ['user:admin RevokeClient', 'user:admin ApproveClient',
    'user:admin CreateGroup', 'user:admin ApproveClient'])
  const verdict = await client.ask('GET', '/audit/verify')
  assert.equal(verdict.body['intact'], true)
})

test('a certificate is registered ahead of its first connection', async () => {
  const { world, client } = await makeAdmin()
  const { certificate } = world.identities['secondary'] as { certificate: string }
  const made = await client.ask('POST', '/clients', { certificate, name: 'array' })
  assert.deepEqual([made.status, made.body['status'], made.body['name']], [201, 'approved', 'array'])
  assert.equal(codeOf(await client.ask('POST', '/clients', { certificate })), 'ClientExists')
  assert.equal(codeOf(await client.ask('POST', '/clients', { certificate: 'x' })), 'CertificateInvalid')
})

test('groups are made and changed; names that are none are refused', async () => {
  const { client } = await makeAdmin()
  const made = await client.ask('POST', '/groups', { name: 'g1' })
  assert.deepEqual(made.body, { name: 'g1', mayDestroy: false, tombstoneDays: 30 })
  assert.equal(codeOf(await client.ask('POST', '/groups', { name: 'g1' })), 'GroupExists')
  for (const name of ['1g', 'a/b', '../x']) {
    assert.equal(codeOf(await client.ask('POST', '/groups', { name })), 'GroupNameInvalid', name)
  }
  const changed = await client.ask('PATCH', '/groups/g1', { mayDestroy: true })
  assert.deepEqual(changed.body, { name: 'g1', mayDestroy: true, tombstoneDays: 30 })
  assert.equal(codeOf(await client.ask('PATCH', '/groups/g2', { mayDestroy: true })), 'GroupNotFound')
})

test('bodies are checked: unknown members, wrong types, no JSON, and values stay unsaid', async () => {
  const { client } = await makeAdmin()
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [{ name: 'g', maydestroy: true }, /member maydestroy is unknown/],
    [{ mayDestroy: true }, /member name is missing/],
    [{ name: 'g', mayDestroy: 'secret-yes' }, /member mayDestroy/],
    ['{', /no JSON/],
    [[1], /it must/],
  ]
  for (const [body, expected] of wrong) {
    const answer = await client.ask('POST', '/groups', body)
    assert.equal(codeOf(answer), 'BodyInvalid')
    assert.match(answer.body.error?.message ?? '', expected)
    assert.doesNotMatch(answer.body.error?.message ?? '', /secret/)
  }
})

test('objects are listed in pages without material, and a Destroy is taken back', async () => {
  const { server, client } = await makeAdmin()
  for (let i = 0; i < 5; i++) await putKey(server, `key-${i}`)
  const first = await client.ask('GET', '/objects?limit=3')
  const names = (answer: Answer) =>
    (answer.body['objects'] as { uniqueIdentifier: string }[]).map((object) => object.uniqueIdentifier)
  assert.deepEqual(names(first), ['key-0', 'key-1', 'key-2'])
  const rest = await client.ask('GET', `/objects?limit=3&after=${first.body['next']}`)
  assert.deepEqual([names(rest), rest.body['next']], [['key-3', 'key-4'], undefined])
  assert.doesNotMatch(JSON.stringify(first.body), /sealed|material/)
  assert.equal(codeOf(await client.ask('POST', '/objects/key-1/undo-destroy')), 'NothingToUndo')
  const key = recordKey.object('key-1')
  const row = await server.store.get(key)
  const gone = destroy(decodeRecord<ObjectRecord>(key, row?.value ?? new Uint8Array()), 30,
    Math.floor(server.ports.clock.now() / 1000))
  const name = recordKey.name(server.ports.cryptography, 'storage', 'name of key-1')
  await server.store.commit({ put: [{ key, value: encodeRecord(gone) }], remove: [name] })
  const back = await client.ask('POST', '/objects/key-1/undo-destroy')
  assert.deepEqual([back.status, back.body['state']], [200, 'PreActive'])
  assert.equal(codeOf(await client.ask('GET', '/objects/none')), 'ObjectNotFound')
})

test('a changed password ends the other sessions and needs the old one', async () => {
  const { server, client } = await makeAdmin()
  const old = { current: 'wrong', new: 'another long password' }
  assert.equal(codeOf(await client.ask('PUT', '/users/current/password', old)), 'PasswordWrong')
  const short = { current: PASSWORD, new: 'short' }
  assert.equal(codeOf(await client.ask('PUT', '/users/current/password', short)), 'BodyInvalid')
  const other = client.token
  await client.logIn()
  const good = { current: PASSWORD, new: 'another long password' }
  assert.equal((await client.ask('PUT', '/users/current/password', good)).status, 204)
  assert.equal((await client.ask('GET', '/groups')).status, 200)
  client.token = other
  assert.equal(codeOf(await client.ask('GET', '/groups')), 'NotAuthenticated')
  const rows = await server.store.list('')
  for (const { value } of rows) assert.doesNotMatch(new TextDecoder().decode(value), /another long/)
})

test('a role may do what is its own', async () => {
  const { server, client } = await makeAdmin()
  const record: UserRecord = {
    version: 1, name: 'eve', role: 'auditor', created: 0,
    passwordHash: await simulatedPasswords.hash('listening'),
  }
  await server.store.commit({ put: [{ key: recordKey.user('eve'), value: encodeRecord(record) }] })
  await client.logIn('eve', 'listening')
  assert.equal((await client.ask('GET', '/audit')).status, 200)
  assert.equal(codeOf(await client.ask('POST', '/groups', { name: 'g' })), 'NotAllowed')
  assert.equal(codeOf(await client.ask('GET', '/users')), 'NotAllowed')
})

test('paths and methods that are not there are said so', async () => {
  const { client } = await makeAdmin()
  assert.equal(codeOf(await client.ask('GET', '/nothing')), 'PathUnknown')
  assert.equal(codeOf(await client.ask('PATCH', '/groups')), 'MethodNotAllowed')
  assert.equal(codeOf(await client.ask('GET', '/groups/%E0%A4%A')), 'PathUnknown')
  assert.equal(codeOf(await client.ask('GET', `/objects/${'x'.repeat(600)}`)), 'PathUnknown')
})

async function pair(world: World) {
  const primary = await startServer(world, 'primary', new SimulatedDisk(), 'primary')
  const secondary = await startServer(world, 'secondary', new SimulatedDisk(), 'secondary')
  const receiver = await receive(world, secondary)
  const { store, audit, ports } = primary
  const user = { name: 'admin', password: PASSWORD }
  await ensureFirstUser({ store, audit, clock: ports.clock, passwords: simulatedPasswords }, user)
  const sender = await send(world, primary)
  const clients = [new Client(apiOf(primary, { sender })), new Client(apiOf(secondary, { receiver }))]
  return { primary, clients: clients as [Client, Client] }
}

test('replicate now brings users too; a secondary says who its primary is and refuses changes', async () => {
  const world = await makeWorld()
  const { primary, clients: [one, other] } = await pair(world)
  await one.logIn()
  await world.time.advance(1000)
  const unknown = await one.ask('POST', '/replication/now', { to: 'nobody' })
  assert.equal(codeOf(unknown), 'SecondaryNotFound')
  assert.match(unknown.body.error?.message ?? '', /nobody/)
  await putKey(primary, 'key')
  const before = await one.ask('GET', '/replication')
  assert.equal((before.body['secondaries'] as { state: string }[])[0]?.state, 'pending')
  const run = await world.time.until(one.ask('POST', '/replication/now', { to: 'secondary' }), 600_000)
  assert.equal((run.body['outcomes'] as { outcome: string }[])[0]?.outcome, 'sent')
  assert.equal((await other.logIn()).status, 201)
  const status = await other.ask('GET', '/status')
  assert.deepEqual([status.body['role'], status.body['primaryName']], ['secondary', 'primary'])
  const refused = await other.ask('POST', '/groups', { name: 'g' })
  assert.equal(codeOf(refused), 'SecondaryReadsOnly')
  assert.match(refused.body.error?.message ?? '', /at the primary primary/)
  assert.equal(codeOf(await other.ask('POST', '/replication/now')), 'NotPrimary')
  const hashes = await Promise.all([one, other].map((client) => client.ask('GET', '/replication/content-hash')))
  assert.equal(hashes[0]?.body['hash'], hashes[1]?.body['hash'])
})

test('the reference page lists every error and every route', () => {
  const page = readFileSync(
    new URL('../../../../docs/reference/key-server-rest.md', import.meta.url), 'utf8')
  for (const [code, { status }] of Object.entries(errorCatalogue)) {
    assert.match(page, new RegExp(`\\| ${code} \\| ${status} \\|`), code)
  }
  const errors = page.slice(page.indexOf('## Errors'))
  for (const [, code] of errors.matchAll(/^\| ([A-Z][A-Za-z]+) \| \d/gm)) {
    assert.ok(Object.hasOwn(errorCatalogue, code ?? ''), `${code} is no error of the interface`)
  }
  const listed = [...page.matchAll(/^\| ([A-Z]+) (\/\S+) \|/gm)].map((match) => `${match[1]} ${match[2]}`)
  assert.deepEqual(listed, routes.map(({ method, path }) => `${method} ${path}`))
})
