import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { systemClock } from '../clock.ts'
import { systemRandom } from '../random.ts'
import { createCertificates } from './index.ts'

// OpenSSL judges what is made here, and its text is what ours is compared with.

const folder = mkdtempSync(join(tmpdir(), 'keyturn-certificates-'))
after(() => rmSync(folder, { recursive: true }))
const certificates = createCertificates(systemClock, systemRandom)
const request = {
  commonName: 'demo, "1"', organization: 'Org', dnsNames: ['localhost', 'a.example'],
  ipAddresses: ['127.0.0.1'], validityDays: 10,
}
const openssl = (...words: string[]): string =>
  execFileSync('openssl', words, { encoding: 'utf8', stdio: 'pipe' })
let files = 0
function file(text: string): string {
  const path = join(folder, String(++files))
  writeFileSync(path, text)
  return path
}

test('a chain that OpenSSL accepts strictly, for both ends of TLS', async () => {
  const authority = await certificates.authority('authority', 30)
  const leaf = await certificates.issue(authority, request)
  for (const purpose of ['sslserver', 'sslclient']) {
    openssl('verify', '-x509_strict', '-purpose', purpose, '-verify_ip', '127.0.0.1',
      '-CAfile', file(authority.certificate), file(leaf.certificate))
  }
  const publicKey = openssl('x509', '-pubkey', '-noout', '-in', file(leaf.certificate))
  assert.equal(openssl('pkey', '-pubout', '-in', file(leaf.key)), publicKey)
})

test('a self-signed certificate is its own authority, and signs no other', async () => {
  const own = await certificates.selfSigned({ ...request, commonName: 'own' })
  openssl('verify', '-purpose', 'sslserver', '-CAfile', file(own.certificate), file(own.certificate))
  const forged = await certificates.issue(own, request)
  assert.throws(() => execFileSync('openssl', [
    'verify', '-CAfile', file(own.certificate), file(forged.certificate),
  ], { stdio: 'pipe' }))
})

test('serial numbers are positive and differ', async () => {
  const made = await Promise.all([1, 2, 3].map(() => certificates.selfSigned(request)))
  const serials = made.map((each) => certificates.describe(each.certificate)?.serialNumber ?? '')
  assert.equal(new Set(serials).size, 3)
  for (const serial of serials) assert.match(serial, /^[4-7][0-9a-f]{31}$/)
})

test('the description says what OpenSSL says', async () => {
  const authority = await certificates.authority('authority', 30)
  const leaf = await certificates.issue(authority, { ...request, commonName: 'demo1' })
  for (const { certificate } of [authority, leaf]) {
    const path = file(certificate)
    const described = certificates.describe(certificate)
    assert.equal(described?.text, openssl('x509', '-text', '-noout', '-in', path))
    const digest = openssl('x509', '-fingerprint', '-sha256', '-noout', '-in', path)
    assert.equal(described?.fingerprint,
      digest.trim().split('=')[1]?.replaceAll(':', '').toLowerCase())
  }
  const { notBefore = 0, notAfter = 0 } = certificates.describe(leaf.certificate) ?? {}
  assert.ok(notBefore < Date.now() && notAfter > Date.now() + 9 * 86_400_000)
})

test('certificates of others are described, too; the first of a file counts', async () => {
  for (const algorithm of [['rsa:2048'], ['ed25519'], ['ec', '-pkeyopt', 'ec_paramgen_curve:P-521']]) {
    const pem = openssl('req', '-x509', '-newkey', ...algorithm, '-nodes', '-keyout',
      join(folder, 'key'), '-subj', '/O=Org/CN=other', '-addext', 'keyUsage=critical,keyCertSign')
    const own = await certificates.selfSigned(request)
    const described = certificates.describe(`comment\n${pem}${own.certificate}`)
    assert.equal(described?.subject, 'O=Org, CN=other')
    assert.match(described?.text ?? '', /Certificate Sign/)
  }
})

test('what is no certificate is described as nothing', () => {
  for (const text of ['', 'x', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']) {
    assert.equal(certificates.describe(text), undefined)
  }
})
