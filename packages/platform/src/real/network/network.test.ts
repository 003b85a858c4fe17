import assert from 'node:assert/strict'
import test from 'node:test'
import type { Connection, Log } from '../../ports/index.ts'
import { createCertificates, systemClock, systemRandom } from '../index.ts'
import { createNetwork } from './index.ts'

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
