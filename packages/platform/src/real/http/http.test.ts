import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { promisify } from 'node:util'
import type { HttpHandler, HttpListener, Log, LogFields, TlsIdentity } from '../../ports/index.ts'
import { createCertificates } from '../certificates/index.ts'
import { systemClock } from '../clock.ts'
import { systemRandom } from '../random.ts'
import { Flood } from '../network/flood.test.ts'
import { createHttpClient, createHttpServer } from './index.ts'
import { maxWaitingConnections } from './server.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'keyturn-http-'))
const authorityFile = join(folder, 'ca.pem')
const errors: LogFields[] = []
const log: Log = {
  debug: () => {}, info: () => {}, warn: () => {}, with: () => log,
  error: (_message, fields) => void errors.push(fields ?? {}),
}
const identityOf = (name: string): Promise<TlsIdentity> =>
  createCertificates(systemClock, systemRandom).selfSigned({
    commonName: name, dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'], validityDays: 2,
  })
let identity: TlsIdentity
let listener: HttpListener
let url = ''

const handle: HttpHandler = async (request) => {
  if (request.path === '/defect') throw new Error('SECRET CAUSE')
  if (request.path === '/bytes') return { status: 200, body: Uint8Array.of(0, 255) }
  const { body, query, ...rest } = request
  const text = JSON.stringify({ ...rest, query: [...query], body: Buffer.from(body).toString() })
  return { status: 201, headers: { 'Content-Type': 'application/json', 'X-Own': '1' }, body: text }
}

before(async () => {
  identity = await identityOf('server')
  writeFileSync(authorityFile, identity.certificate)
  listener = await createHttpServer(log)
    .listen({ host: '127.0.0.1', port: 0, identity, maxBodyBytes: 1_000 }, handle)
  url = `https://127.0.0.1:${listener.port}`
})
after(async () => {
  await listener.close()
  rmSync(folder, { recursive: true })
})

const curl = async (...words: string[]): Promise<string> =>
  (await run('curl', ['-sS', '--max-time', '10', '--cacert', authorityFile, ...words])).stdout

test('a request arrives as it was sent, and the answer with the headers that harden it', async () => {
  const answer = await curl('-i', '-H', 'X-Auth-Token: a', '-d', 'body é', `${url}/a%2Fb?x=1&x=2&y=%20`)
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  const { method, path, query, headers, body: sent, remoteAddress } = JSON.parse(body) as {
    method: string; path: string; query: unknown; headers: Record<string, string>; body: string
    remoteAddress: string
  }
  assert.deepEqual([method, path, sent, remoteAddress], ['POST', '/a%2Fb', 'body é', '127.0.0.1'])
  assert.deepEqual(query, [['x', '1'], ['y', ' ']])
  assert.equal(headers['x-auth-token'], 'a')
  assert.match(head, /^HTTP\/1.1 201/)
  for (const header of [
    'X-Own: 1', 'X-Content-Type-Options: nosniff', 'Cache-Control: no-store',
    'Strict-Transport-Security: ', "Content-Security-Policy: default-src 'none'",
  ]) assert.ok(head.includes(`\r\n${header}`), header)
})

test('connections are kept for the next request', async () => {
  const { stderr } = await run('curl', ['-sv', '--cacert', authorityFile, `${url}/a`, `${url}/b`])
  assert.match(stderr, /Re-using existing connection/)
})

test('a body that is too long is refused, whether its length was told or not', async () => {
  const long = join(folder, 'long')
  writeFileSync(long, 'x'.repeat(100_000))
  for (const more of [[], ['-H', 'Transfer-Encoding: chunked', '-H', 'Expect:']]) {
    const answer = await curl('-o', '/dev/null', '-w', '%{http_code}', ...more,
      '--data-binary', `@${long}`, `${url}/x`).catch((cause: { stdout: string }) => cause.stdout)
    assert.equal(answer, '413')
  }
})

test('what a defect says stays here', async () => {
  const answer = await curl('-w', ' %{http_code}', `${url}/defect`)
  const [, logId] = /^"internal error, log id ([0-9a-f]{12})" 500$/.exec(answer) ?? []
  assert.ok(logId, answer)
  const entry = errors.find((fields) => fields['logId'] === logId)
  assert.match(String(entry?.['stack']), /SECRET CAUSE/)
})

test('garbage, odd targets and half requests leave the server at work', async () => {
  const plain = await createHttpServer(log)
    .listen({ host: '127.0.0.1', port: 0, maxBodyBytes: 1_000 }, handle)
  const say = (text: string): Promise<string> => new Promise((resolve) => {
    const socket = connect(plain.port, '127.0.0.1')
    let answer = ''
    socket.on('data', (bytes) => {
      answer += bytes.toString()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''))
    socket.end(text)
  })
  assert.match(await say('garbage\r\n\r\n'), /400/)
  assert.match(await say('OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n'), /400/)
  assert.match(await say('GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n'), /400/)
  assert.match(await say(`GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(100_000)}\r\n\r\n`), /431/)
  assert.doesNotMatch(
    await say('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'), /201/,
  )
  assert.match(await say('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), /201/)
  await plain.close()
})

const stages = [
  ['silence', ''],
  ['half a head', 'POST /a HTTP/1.1\r\nHost: x\r\n'],
  ['half a body', 'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'],
  ['an answer', 'GET /a HTTP/1.1\r\nHost: x\r\n\r\n'],
] as const
for (const [stage, said] of stages) {
  test(`however many stop at ${stage}, a request under way and a newcomer are served`, async () => {
    let began = (): void => {}
    let goOn = (): void => {}
    const working = new Promise<void>((resolve) => {
      began = resolve
    })
    const plain = await createHttpServer(log)
      .listen({ host: '127.0.0.1', port: 0, maxBodyBytes: 1_000 }, async ({ path }) => {
        if (path === '/slow') {
          await new Promise<void>((resolve) => {
            goOn = resolve
            began()
          })
        }
        return { status: 200, body: path }
      })
    const place = `http://127.0.0.1:${plain.port}`
    const slow = curl('--max-time', '60', `${place}/slow`)
    await working
    const flood = new Flood(plain.port)
    await flood.add(maxWaitingConnections + 20, said)
    await flood.lost(20)
    assert.equal(flood.held.at(-1), true)
    assert.equal(await curl(`${place}/newcomer`), '/newcomer')
    goOn()
    assert.equal(await slow, '/slow')
    flood.end()
    await plain.close()
  })
}

test('however many sit in the TLS handshake, a newcomer is served', async () => {
  const flood = new Flood(listener.port)
  await flood.add(maxWaitingConnections + 20)
  assert.match(await curl(`${url}/newcomer`), /newcomer/)
  await flood.lost(21)
  assert.deepEqual(flood.held, flood.held.map((_, i) => i > 20), 'the oldest gave way')
  flood.end()
})

test('the client speaks to the server, checks it, and gives up in time', async () => {
  const client = createHttpClient()
  const options = { method: 'GET', timeoutMs: 5_000, authorities: [identity.certificate] }
  const bytes = await client.request({ ...options, url: `${url}/bytes` })
  assert.deepEqual([bytes.status, bytes.body], [200, Uint8Array.of(0, 255)])
  const echoed = await client.request({ ...options, url: `${url}/e`, method: 'PUT', body: 'é' })
  assert.equal(echoed.headers?.['x-own'], '1')
  assert.match(Buffer.from(echoed.body).toString(), /"body":"é"/)
  await assert.rejects(client.request({ ...options, url, authorities: [] }), /certificate/)
  await assert.rejects(client.request({ ...options, url: 'https://127.0.0.1:1/' }), /ECONNREFUSED/)
  const slow = await createHttpServer(log).listen(
    { host: '127.0.0.1', port: 0, maxBodyBytes: 1 }, () => new Promise(() => {}))
  const place = `http://127.0.0.1:${slow.port}/`
  await assert.rejects(client.request({ ...options, url: place, timeoutMs: 50 }), /within 50 ms/)
  await slow.close()
})

test('a new certificate is shown to the next connection', async () => {
  const next = await identityOf('next')
  listener.update(next)
  await assert.rejects(curl(`${url}/a`))
  const options = { method: 'GET', timeoutMs: 5_000, authorities: [next.certificate] }
  assert.equal((await createHttpClient().request({ ...options, url: `${url}/a` })).status, 201)
  listener.update(identity)
})
