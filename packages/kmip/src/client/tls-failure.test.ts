import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureOf } from './tls-failure.ts'

const error = (code: string, message = code): Error => Object.assign(new Error(message), { code })

test('alerts and verdicts about certificates, in all their spellings', () => {
  const codes = [
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
    'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ]
  for (const code of codes) {
    assert.equal(failureOf(error(code)).kind, 'certificate', code)
    assert.equal(failureOf(error(code), true).kind, 'certificate', code)
  }
  const old = error('EPROTO', '140:error:14094418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:x')
  assert.equal(failureOf(old).kind, 'certificate')
})

test('the rest of TLS, the network, and a connection that broke later', () => {
  assert.equal(failureOf(error('ERR_SSL_WRONG_VERSION_NUMBER')).kind, 'tls')
  assert.equal(failureOf(error('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE')).kind, 'tls')
  assert.equal(failureOf(error('ECONNRESET')).kind, 'tls', 'in the handshake')
  assert.equal(failureOf(error('ECONNREFUSED')).kind, 'connect')
  assert.equal(failureOf(error('ENOTFOUND')).kind, 'connect')
  assert.equal(failureOf(error('ECONNRESET'), true).kind, 'closed')
  assert.equal(failureOf(error('EPIPE'), true).kind, 'closed')
})
