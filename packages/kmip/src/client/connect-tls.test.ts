import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { createServer as createTlsServer, type TlsOptions as ServerOptions } from 'node:tls'
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { decodeRequest, encodeResponse } from '../index.ts'
import { createKmipClient } from './client.ts'
import { connectTls, type TlsOptions } from './connect-tls.ts'
import { KmipClientError } from './error.ts'
import type { KmipClient, KmipClientFailure, KmipClientOptions } from './types.ts'

interface Identity {
  readonly cert: string
  readonly key: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

async function authority(name: string) {
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  })
  const issue = async (subject: string): Promise<Identity> => {
    const own = await newKeys()
    const issued = await x509.X509CertificateGenerator.create({
      subject: `CN=${subject}`,
      issuer: certificate.subject,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      notAfter: new Date(Date.now() + 3_600_000),
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: subject }])],
    })
    const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', own.privateKey))
    const pem = x509.PemConverter.encode(key, 'PRIVATE KEY')
    return { cert: issued.toString('pem'), key: pem }
  }
  return { ca: certificate.toString('pem'), issue }
}

let ours: Awaited<ReturnType<typeof authority>>
let theirs: Awaited<ReturnType<typeof authority>>
let server: Identity
let client: Identity
const listening = new Set<Server>()
const sockets = new Set<Socket>()
const clients = new Set<KmipClient>()

before(async () => {
  ours = await authority('ours')
  theirs = await authority('theirs')
  server = await ours.issue('localhost')
  client = await ours.issue('a client')
})

after(() => {
  for (const one of clients) one.close()
  for (const socket of sockets) socket.destroy()
  for (const one of listening) one.close()
})

async function portOf(one: Server): Promise<number> {
  one.on('connection', (socket) => sockets.add(socket))
  listening.add(one)
  one.listen(0, '127.0.0.1')
  await once(one, 'listening')
  return (one.address() as AddressInfo).port
}

/** A key server over mutual TLS that answers every Locate; `cut` sends so many bytes and closes. */
async function keyServer(options: ServerOptions & { cut?: number } = {}) {
  const connections: Socket[] = []
  const listener = createTlsServer(
    { ...server, ca: ours.ca, requestCert: true, rejectUnauthorized: true, ...options },
    (socket) => {
      connections.push(socket)
      socket.on('error', () => undefined)
      socket.on('data', (bytes) => {
        const decoded = decodeRequest(bytes)
        if (decoded.kind !== 'request') return socket.destroy()
        const answer = encodeResponse({
          header: { version: '1.2', timeStamp: 0n },
          items: [{
            operation: 'Locate',
            resultStatus: 'Success',
            payload: { uniqueIdentifiers: [`connection ${connections.length}`] },
          }],
        })
        if (options.cut === undefined) return socket.write(answer)
        return socket.end(answer.subarray(0, options.cut))
      })
    },
  )
  listener.on('tlsClientError', () => undefined)
  return { port: await portOf(listener), connections }
}

function clientOf(port: number, tls: Partial<TlsOptions> = {}, options: Partial<KmipClientOptions> = {}) {
  const connect = connectTls({
    host: '127.0.0.1', port, ca: ours.ca, ...client, servername: 'localhost', ...tls,
  })
  const made = createKmipClient({ connect, version: '1.2', ...options })
  clients.add(made)
  return made
}

const locate = (one: KmipClient, fresh = false) => one.call('Locate', { attributes: [] }, { fresh })

async function failure(call: Promise<unknown>): Promise<KmipClientFailure> {
  const error: unknown = await call.then(() => undefined, (reason: unknown) => reason)
  assert.ok(error instanceof KmipClientError, String(error))
  return error.failure
}

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`${maxVersion}: calls over mutual TLS share a connection, fresh ones have their own`, async () => {
    const { port } = await keyServer({ maxVersion })
    const one = clientOf(port)
    assert.deepEqual((await locate(one)).uniqueIdentifiers, ['connection 1'])
    assert.deepEqual((await locate(one)).uniqueIdentifiers, ['connection 1'])
    assert.deepEqual((await locate(one, true)).uniqueIdentifiers, ['connection 2'])
  })

  test(`${maxVersion}: a server that we do not trust`, async () => {
    const { port } = await keyServer({ maxVersion })
    assert.equal((await failure(locate(clientOf(port, { ca: theirs.ca })))).kind, 'certificate')
  })

  test(`${maxVersion}: a server that does not trust us`, async () => {
    // Node's server only cuts the connection; others send an alert (see tls-failure.test.ts).
    const { port } = await keyServer({ maxVersion })
    const stranger = await theirs.issue('a stranger')
    assert.match((await failure(locate(clientOf(port, stranger)))).kind, /^(tls|closed)$/)
  })
}

test('a server that asks for a certificate and gets none', async () => {
  const { port } = await keyServer()
  const connect = connectTls({ host: '127.0.0.1', port, ca: ours.ca, servername: 'localhost' })
  const anonymous = createKmipClient({ connect, version: '1.2' })
  clients.add(anonymous)
  const refused = await failure(locate(anonymous))
  assert.equal(refused.kind === 'certificate' && refused.code, 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')
})

test('a certificate for another name, unless names do not matter', async () => {
  const { port } = await keyServer()
  const wrong = await failure(locate(clientOf(port, { servername: 'elsewhere' })))
  assert.equal(wrong.kind === 'certificate' && wrong.code, 'ERR_TLS_CERT_ALTNAME_INVALID')
  await locate(clientOf(port, { servername: 'elsewhere', checkName: false }))
})

test('nobody listens', async () => {
  const idle = createTcpServer()
  const port = await portOf(idle)
  idle.close()
  await once(idle, 'close')
  assert.equal((await failure(locate(clientOf(port)))).kind, 'connect')
})

test('something that speaks no TLS, and something that says nothing', async () => {
  const http = await portOf(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
  assert.equal((await failure(locate(clientOf(http)))).kind, 'tls')
  const gone = await portOf(createTcpServer((socket) => socket.destroy()))
  assert.equal((await failure(locate(clientOf(gone)))).kind, 'tls')
  const silent = await portOf(createTcpServer())
  const late = await failure(locate(clientOf(silent, {}, { connectTimeout: 50 })))
  assert.equal(late.kind === 'timeout' && late.phase, 'connect')
})

test('an answer cut half-way', async () => {
  for (const cut of [0, 5, 60]) {
    const { port } = await keyServer({ cut })
    assert.equal((await failure(locate(clientOf(port)))).kind, 'closed')
  }
})

test('a connection that the server has closed meanwhile is replaced', async () => {
  const { port, connections } = await keyServer()
  const one = clientOf(port)
  await locate(one)
  // Not waited for: whether the client sees it before or after it sends, the call succeeds.
  connections[0]?.destroy()
  assert.deepEqual((await locate(one)).uniqueIdentifiers, ['connection 2'])
})
