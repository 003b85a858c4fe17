import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { connect as connectTcp, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import test, { before } from 'node:test'
import { connect as connectRaw } from 'node:tls'
import { ConnectError } from '../../ports/index.ts'
import type {
  Connection, ConnectFailure, Log, TlsConnectOptions, TlsIdentity, TlsListenOptions,
} from '../../ports/index.ts'
import { createCertificates, systemClock, systemRandom } from '../index.ts'
import { Flood } from './flood.test.ts'
import { createNetwork } from './index.ts'
import { maxHandshakes } from './listen.ts'

const silent: Log = {
  debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => silent,
}

/** Answers the first bytes with the same ones. */
async function echo(connection: Connection): Promise<void> {
  const bytes = await connection.read()
  if (bytes) await connection.write(bytes)
  connection.close()
}

test('a resumed session still says who the server is, on every connection', async () => {
  const identity = await createCertificates(systemClock, systemRandom).selfSigned({
    commonName: 'server', dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'], validityDays: 2,
  })
  const network = createNetwork(silent)
  const clients: (string | undefined)[] = []
  const listener = await network.listenTls({
    host: '127.0.0.1', port: 0, identity, clientAuthorities: [identity.certificate],
    requestClientCertificate: true,
  }, (connection) => {
    clients.push(connection.peer.certificate?.fingerprint)
    void echo(connection)
  })
  const servers: (string | undefined)[] = []
  for (let i = 0; i < 4; i++) {
    const connection = await network.connectTls({
      host: '127.0.0.1', port: listener.port, identity, authorities: [identity.certificate],
      verifyHostname: true, timeoutMs: 5000,
    })
    assert.equal(connection.peer.certificate?.trusted, true)
    servers.push(connection.peer.certificate.fingerprint)
    // The session ticket comes with the first bytes of the server.
    await connection.write(Uint8Array.of(1))
    await connection.read()
    connection.close()
  }
  await listener.close()
  assert.equal(new Set([...servers, ...clients]).size, 1)
  assert.match(servers[0] ?? '', /^[0-9a-f]{64}$/)
})

const names = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'], validityDays: 2 }
let authority: TlsIdentity
let server: TlsIdentity
let known: TlsIdentity
let stranger: TlsIdentity

before(async () => {
  const certificates = createCertificates(systemClock, systemRandom)
  authority = await certificates.authority('authority', 2)
  server = await certificates.issue(authority, { commonName: 'server', ...names })
  known = await certificates.issue(authority, { commonName: 'known', ...names })
  stranger = await certificates.selfSigned({ commonName: 'stranger', ...names })
})

const listen = (accept: (connection: Connection) => void, more: Partial<TlsListenOptions> = {}) =>
  createNetwork(silent).listenTls({
    host: '127.0.0.1', port: 0, identity: server, clientAuthorities: [authority.certificate],
    requestClientCertificate: true, ...more,
  }, accept)

const connect = (port: number, more: Partial<TlsConnectOptions> = {}, network = createNetwork(silent)) =>
  network.connectTls({
    host: '127.0.0.1', port, authorities: [authority.certificate], verifyHostname: true,
    timeoutMs: 5_000, ...more,
  })

test('every client is let in, and only a certificate of the authorities is trusted, also resumed', async () => {
  const seen: string[] = []
  const listener = await listen((connection) => {
    const { certificate } = connection.peer
    seen.push(certificate ? `${certificate.subject} ${String(certificate.trusted)}` : 'none')
    void echo(connection)
  })
  for (const identity of [known, stranger, undefined]) {
    const network = createNetwork(silent)
    for (let i = 0; i < 3; i++) {
      const connection = await connect(listener.port, identity ? { identity } : {}, network)
      await connection.write(Uint8Array.of(1))
      await connection.read()
      connection.close()
    }
  }
  await listener.close()
  assert.deepEqual(seen, [
    ...Array.from({ length: 3 }, () => 'CN=known true'),
    ...Array.from({ length: 3 }, () => 'CN=stranger false'),
    ...Array.from({ length: 3 }, () => 'none'),
  ])
})

test('new authorities hold at once, for clients that resume a session too', async () => {
  const trusted: (boolean | undefined)[] = []
  const listener = await listen((connection) => {
    trusted.push(connection.peer.certificate?.trusted)
    void echo(connection)
  })
  const network = createNetwork(silent)
  const visit = async (): Promise<void> => {
    const connection = await connect(listener.port, { identity: known }, network)
    await connection.write(Uint8Array.of(1))
    await connection.read()
    connection.close()
  }
  await visit()
  await visit()
  listener.update?.({ identity: server, clientAuthorities: [] })
  await visit()
  await listener.close()
  assert.deepEqual(trusted, [true, true, false])
})

test('what goes wrong while connecting has a name', async () => {
  const expect = async (failure: ConnectFailure, connection: Promise<Connection>): Promise<void> => {
    await assert.rejects(connection, (error: unknown) => {
      assert.ok(error instanceof ConnectError)
      assert.equal(error.failure, failure, error.message)
      assert.match(error.message, /port \d+: .|own certificate/)
      return true
    })
  }
  const listener = await listen(() => {})
  const silentServer = createServer(() => {}).listen(0, '127.0.0.1')
  const garbageServer = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('220 hello\r\n')
  }).listen(0, '127.0.0.1')
  const closingServer = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  const portOf = (tcp: ReturnType<typeof createServer>): number => (tcp.address() as AddressInfo).port
  const freed = await listen(() => {})
  await freed.close()
  await expect('refused', connect(freed.port))
  await expect('unreachable', connect(listener.port, { host: 'nowhere.invalid' }))
  await expect('timeout', connect(portOf(silentServer), { timeoutMs: 50 }))
  await expect('tls', connect(portOf(garbageServer)))
  await expect('tls', connect(portOf(closingServer)))
  await expect('tls', connect(listener.port, { identity: { certificate: 'x', key: 'y' } }))
  await expect('certificate', connect(listener.port, { authorities: [] }))
  await expect('certificate', connect(listener.port, { authorities: [stranger.certificate] }))
  const other = await listen(() => {}, { identity: stranger })
  await expect('certificate', connect(other.port))
  const trusting = { authorities: [stranger.certificate] }
  const connection = await connect(other.port, trusting)
  connection.destroy()
  for (const open of [listener, other]) await open.close()
  for (const open of [silentServer, garbageServer, closingServer]) open.close()
})

test('the name is checked where it is asked for', async () => {
  const nameless = await createCertificates(systemClock, systemRandom)
    .issue(authority, { commonName: 'x', dnsNames: ['elsewhere'], ipAddresses: [], validityDays: 2 })
  const listener = await listen(() => {}, { identity: nameless })
  await assert.rejects(connect(listener.port), /certificate not trusted/)
  const connection = await connect(listener.port, { verifyHostname: false })
  connection.destroy()
  await listener.close()
})

test('TLS 1.2 and 1.3 are spoken, and sessions resumed; older versions are not', async () => {
  const listener = await listen((connection) => void echo(connection))
  const openssl = (...words: string[]): Promise<string> => new Promise((resolve) => {
    const place = `127.0.0.1:${listener.port}`
    const child = spawn('openssl', ['s_client', '-connect', place, ...words], { timeout: 10_000 })
    let out = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        out += text.toString()
      })
    }
    child.stdin.end('x')
    child.on('close', () => resolve(out))
  })
  assert.match(await openssl('-tls1_3'), /New, TLSv1\.3/)
  assert.match(await openssl('-tls1_2', '-reconnect'), /Reused, TLSv1\.2/)
  assert.doesNotMatch(await openssl('-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'), /Cipher is [A-Z]{3,}-/)
  await listener.close()
})

test('garbage, half a handshake and silence leave the listener at work', async () => {
  const listener = await listen((connection) => void echo(connection))
  const hello = Buffer.from('160301020001000000', 'hex')
  for (const bytes of [randomBytes(5_000), Buffer.from('GET / HTTP/1.1\r\n\r\n'), hello]) {
    const socket = connectTcp(listener.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(bytes)
    await new Promise((resolve) => socket.on('connect', resolve))
    socket.end()
  }
  const connection = await connect(listener.port)
  await connection.write(Uint8Array.of(7))
  assert.deepEqual([...await connection.read() ?? []], [7])
  connection.close()
  await listener.close()
})

test('however many sit in the handshake, a newcomer is served and who is in stays in', async () => {
  const listener = await listen((connection) => void echo(connection))
  const early = await connect(listener.port)
  const flood = new Flood(listener.port)
  await flood.add(maxHandshakes + 20)
  const newcomer = await connect(listener.port)
  await flood.lost(21)
  assert.deepEqual(flood.held, flood.held.map((_, i) => i > 20), 'the oldest gave way')
  for (const connection of [early, newcomer]) {
    await connection.write(Uint8Array.of(7))
    assert.deepEqual([...await connection.read() ?? []], [7])
    connection.close()
  }
  flood.end()
  await listener.close()
})

test('a peer that sends more than is read is made to wait', async () => {
  let accepted: ((connection: Connection) => void) | undefined
  const incoming = new Promise<Connection>((resolve) => {
    accepted = resolve
  })
  const listener = await listen((connection) => accepted?.(connection))
  const client = await connect(listener.port)
  const receiver = await incoming
  const piece = new Uint8Array(1_048_576)
  let written = 0
  const sending = (async () => {
    for (; written < 64; written++) await client.write(piece)
  })()
  // Until the kernel's buffers and one of Node's are full, and writing stands still.
  for (let before = -1; before !== written;) {
    before = written
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  assert.ok(written < 40, `${written} MiB were taken without a reader`)
  let received = 0
  while (received < 64 * piece.length) received += (await receiver.read())?.length ?? assert.fail('cut')
  await sending
  client.close()
  assert.equal(await receiver.read(), undefined)
  receiver.close()
  await listener.close()
})

test('a client that has ended its side still gets its answer', async () => {
  const listener = await listen((connection) => {
    void (async () => {
      let length = 0
      for (let bytes = await connection.read(); bytes; bytes = await connection.read()) {
        length += bytes.length
      }
      await connection.write(Buffer.from(`${length} bytes`))
      connection.close()
    })()
  })
  const options = {
    host: '127.0.0.1', port: listener.port, ca: authority.certificate, allowHalfOpen: true,
  }
  const socket = connectRaw(options)
  socket.end('twelve bytes')
  let answer = ''
  for await (const bytes of socket) answer += String(bytes)
  assert.equal(answer, '12 bytes')
  await listener.close()
})

test('a closed or broken connection answers the end, or rejects, and never hangs', async () => {
  const listener = await listen((connection) => connection.destroy())
  const connection = await connect(listener.port)
  const read = await connection.read().catch((cause: unknown) => cause)
  assert.ok(read === undefined || read instanceof Error)
  await assert.rejects(async () => {
    for (let i = 0; i < 100; i++) await connection.write(new Uint8Array(65_536))
  })
  connection.close()
  assert.equal(await connection.read().catch(() => undefined), undefined)
  await listener.close()
})
