import type { KmipClientFailure } from './types.ts'

/** Errors of the system that mean that no TCP connection came to be. */
const connectCodes = new Set([
  'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN',
  'EADDRNOTAVAIL', 'ETIMEDOUT', 'ECONNABORTED', 'EACCES', 'EINVAL', 'ERR_SOCKET_BAD_PORT',
])

/**
 * What OpenSSL and Node find wrong with a server's certificate (X509_V_ERR_… without the prefix).
 */
const certificateCodes = new Set([
  'CERT_CHAIN_TOO_LONG', 'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REJECTED', 'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE', 'CERT_UNTRUSTED', 'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH', 'INVALID_CA', 'INVALID_PURPOSE',
  'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** TLS alerts with which a server refuses our certificate (RFC 8446 section 6.2). */
const certificateAlert =
  /ALERT_(BAD_CERTIFICATE|CERTIFICATE_\w+|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/

/** `connected`: the handshake was over on our side. */
export function failureOf(error: Error, connected = false): KmipClientFailure {
  const code = codeOf(error)
  const { message } = error
  if (certificateCodes.has(code) || certificateAlert.test(code)) {
    return { kind: 'certificate', message, code }
  }
  if (connected && !code.startsWith('ERR_SSL')) return { kind: 'closed', message }
  if (connectCodes.has(code)) return { kind: 'connect', message }
  return { kind: 'tls', message }
}

/** Alerts come as ERR_SSL_…ALERT_BAD_CERTIFICATE, or in the text of an EPROTO. */
function codeOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : ''
  if (code !== 'EPROTO') return code
  const alert = /alert ([a-z ]+)/i.exec(error.message)?.[1] ?? ''
  return `ALERT_${alert.trim().toUpperCase().replaceAll(' ', '_')}`
}
