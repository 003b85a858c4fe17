// Two real key servers over real TLS: killed in turn while keys are made, and cut off from each other
// at every chunk that crosses between them.
import assert from 'node:assert/strict'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connectTls, createKmipClient, type KmipClient } from '@keyturn/kmip/client'
import { createHttpClient } from '@keyturn/platform/real'
import { Authority, type Identity } from '../process-rig.test.ts'

const HOST = '127.0.0.1'
const PASSWORD = 'a password for tests'
const http = createHttpClient()

const authority = new Authority()
const identities = {
  primary: authority.issue('primary'), secondary: authority.issue('secondary'),
  client: authority.issue('client'),
}
const running = new Set<ChildProcess>()
after(() => {
  for (const child of running) child.kill('SIGKILL')
  authority.remove()
})

const textOf = (path: string): string => readFileSync(path, 'utf8')

function fingerprint({ certificate }: Identity): string {
  const options = ['x509', '-in', certificate, '-noout', '-fingerprint', '-sha256']
  const line = execFileSync('openssl', options, { encoding: 'utf8' })
  return line.trim().split('=')[1]?.replaceAll(':', '').toLowerCase() ?? ''
}

const pin = (identity: Identity): string =>
  `fingerprints = ["${fingerprint(identity)}"]\nauthorities = ["${authority.certificate}"]\n`

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

function configure(name: 'primary' | 'secondary', folder: string, replication: string): string {
  const { certificate, key } = identities[name]
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'password'), PASSWORD)
  const tls = `host = "${HOST}"\nport = 0\ncertificate = "${certificate}"\nkey = "${key}"`
  const clients = `
[[groups]]
name = "GROUP"
may_destroy = true
[[clients]]
name = "client"
certificate = "${identities.client.certificate}"
group = "GROUP"`
  const file = join(folder, 'key-server.toml')
  writeFileSync(file, `
name = "${name}"
role = "${name}"
data = "${folder}/store"
log_level = "error"
[kmip]
${tls}
[admin]
${tls}
initial_user = "admin"
initial_password_file = "${folder}/password"
[seal]
root_key_file = "${folder}/root.key"
${replication}
${name === 'primary' ? clients : ''}
`)
  return file
}

/** One program; its ports change with each start, but that of replication. */
class Program {
  readonly #file: string
  #child: ChildProcess | undefined
  #ports: { readonly kmip: number; readonly admin: number } = { kmip: 0, admin: 0 }

  constructor(file: string) {
    this.#file = file
  }

  async start(): Promise<void> {
    const main = fileURLToPath(new URL('../main.js', import.meta.url))
    const child = spawn(process.execPath, [main, '--config', this.#file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    running.add(child)
    this.#child = child
    let text = ''
    for await (const chunk of child.stdout) {
      text += String(chunk)
      if (text.includes('\n')) break
    }
    assert.match(text, /^ready \{/)
    this.#ports = JSON.parse(text.slice('ready '.length)) as { kmip: number; admin: number }
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (!child) return
    child.kill(signal)
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    running.delete(child)
  }

  kmip(): KmipClient {
    const { certificate, key } = identities.client
    return createKmipClient({
      version: '1.4',
      connect: connectTls({
        host: HOST, port: this.#ports.kmip, ca: textOf(authority.certificate),
        cert: textOf(certificate), key: textOf(key),
      }),
    })
  }

  async admin<T>(method: string, path: string, body?: object): Promise<T> {
    const ask = async (how: string, where: string, token: string, what?: object) => {
      const response = await http.request({
        url: `https://${HOST}:${this.#ports.admin}/keyturn/rest/v1${where}`, method: how,
        headers: { authorization: `Bearer ${token}` }, timeoutMs: 60_000,
        authorities: [textOf(authority.certificate)],
        ...(what ? { body: JSON.stringify(what) } : {}),
      })
      const text = Buffer.from(response.body).toString('utf8')
      assert.ok(response.status < 300, text)
      return JSON.parse(text) as unknown
    }
    const login = await ask('POST', '/sessions', '', { user: 'admin', password: PASSWORD })
    return await ask(method, path, (login as { token: string }).token, body) as T
  }
}

/** Carries bytes to the secondary, and breaks both sides after a number of chunks. */
class CuttingProxy {
  /** Chunks that still pass; then every connection is reset. */
  left = Infinity
  chunks = 0
  port = 0
  readonly #target: number
  readonly #server = createServer((socket) => this.#carry(socket))

  constructor(target: number) {
    this.#target = target
  }

  async listen(): Promise<this> {
    this.#server.listen(0, HOST)
    this.#server.unref()
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
    return this
  }

  #carry(near: Socket): void {
    const far = connect(this.#target, HOST)
    const both = [near, far] as const
    const cut = (): void => {
      for (const socket of both) socket.destroy()
    }
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.on('data', (chunk: Buffer) => {
        this.chunks += 1
        this.left -= 1
        // Half of the last chunk still arrives.
        to.write(this.left >= 0 ? chunk : chunk.subarray(0, chunk.length >> 1))
        if (this.left < 0) setImmediate(cut)
      })
      from.on('end', () => to.end())
      from.on('error', cut)
      from.unref()
    }
  }
}

interface Outcome { readonly outcome: string, readonly fault?: { readonly code: string } }

async function makePair(name: string, replication: { interval: number, onChange: boolean }) {
  const port = await freePort()
  const proxy = await new CuttingProxy(port).listen()
  const folder = join(authority.folder, name)
  const primary = new Program(configure('primary', join(folder, 'primary'), `
[replication]
interval_seconds = ${replication.interval}
on_change = ${replication.onChange}
[[replication.secondaries]]
name = "secondary"
host = "${HOST}"
port = ${proxy.port}
[replication.secondaries.peer]
${pin(identities.secondary)}`))
  const secondary = new Program(configure('secondary', join(folder, 'secondary'), `
[replication]
host = "${HOST}"
port = ${port}
[replication.primary]
${pin(identities.primary)}`))
  await secondary.start()
  await primary.start()
  const now = async (): Promise<Outcome> => {
    const run = await primary.admin<{ outcomes: [Outcome] }>('POST', '/replication/now', {})
    return run.outcomes[0]
  }
  return { primary, secondary, proxy, now }
}

async function createKey(client: KmipClient): Promise<string> {
  const made = await client.call('Create', {
    objectType: 'SymmetricKey',
    attributes: [
      { name: 'CryptographicAlgorithm', value: 'AES' },
      { name: 'CryptographicLength', value: 256 },
      { name: 'CryptographicUsageMask', value: 12 },
    ],
  })
  return made.uniqueIdentifier
}

const materialAt = async (client: KmipClient, uniqueIdentifier: string): Promise<string> =>
  JSON.stringify((await client.call('Get', { uniqueIdentifier })).object, (_, value: unknown) =>
    (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value))

async function assertEqual(primary: Program, secondary: Program, keys: readonly string[]) {
  const hash = (program: Program) => program.admin<{ hash: string }>('GET', '/replication/content-hash')
  assert.equal((await hash(primary)).hash, (await hash(secondary)).hash)
  const [one, other] = [primary.kmip(), secondary.kmip()]
  for (const key of keys) assert.equal(await materialAt(one, key), await materialAt(other, key))
  one.close()
  other.close()
}

test('kill -9 of either side in turn, while keys are made: each that was answered gets there', async () => {
  const { primary, secondary, now } = await makePair('kills', { interval: 1, onChange: true })
  const keys: string[] = []
  for (let round = 0; round < 4; round++) {
    const client = primary.kmip()
    for (let i = 0; i < 20; i++) keys.push(await createKey(client))
    const last = createKey(client).then((key) => keys.push(key), () => undefined)
    const victim = round % 2 === 0 ? secondary : primary
    await victim.kill()
    await last
    client.close()
    await victim.start()
  }
  let outcome = await now()
  for (let i = 0; i < 5 && outcome.outcome === 'failed'; i++) outcome = await now()
  assert.notEqual(outcome.outcome, 'failed', JSON.stringify(outcome))
  assert.ok(keys.length >= 80)
  await assertEqual(primary, secondary, keys)
  await primary.kill('SIGTERM')
  await secondary.kill('SIGTERM')
})

test('the connection is cut at every chunk; the next run goes on', async (context) => {
  const { primary, secondary, proxy, now } = await makePair('cuts', { interval: 3600, onChange: false })
  await now()
  const client = primary.kmip()
  const keys: string[] = []
  let cuts = 0
  for (let at = 0; ; at++) {
    keys.push(await createKey(client), await createKey(client))
    proxy.left = at
    const { outcome, fault } = await now()
    if (outcome !== 'failed') break
    assert.ok(['ConnectionLost', 'Unreachable'].includes(fault?.code ?? ''), JSON.stringify(fault))
    cuts += 1
    assert.ok(cuts < 200)
  }
  context.diagnostic(`${cuts} cuts`)
  assert.ok(cuts >= 6)
  proxy.left = Infinity
  assert.notEqual((await now()).outcome, 'failed')
  client.close()
  await assertEqual(primary, secondary, keys)
  await primary.kill('SIGTERM')
  await secondary.kill('SIGTERM')
})
