import { createHash } from 'node:crypto'
import type { CertificateDescription, CertificateRequest, Certificates } from '../ports/index.ts'

const HEADER = '-----BEGIN SIMULATED CERTIFICATE-----'
const FOOTER = '-----END SIMULATED CERTIFICATE-----'
const KEY_HEADER = '-----BEGIN SIMULATED PRIVATE KEY-----'
const KEY_FOOTER = '-----END SIMULATED PRIVATE KEY-----'
const DAY_MS = 86_400_000

/** Certificates without cryptography: a text that names subject and issuer, which the simulated network believes. */
export function simulatedCertificates(now: () => number): Certificates {
  let serial = 1
  const make = (subject: string, issuer: string, days: number) => {
    const body = JSON.stringify({
      subject,
      issuer,
      serial: serial++,
      from: now(),
      to: now() + days * DAY_MS,
    })
    return {
      certificate: `${HEADER}\n${body}\n${FOOTER}\n`,
      key: `${KEY_HEADER}\n${subject}\n${KEY_FOOTER}\n`,
    }
  }
  const name = (request: CertificateRequest) => `CN=${request.commonName}`
  return {
    selfSigned: async (request) => make(name(request), name(request), request.validityDays),
    authority: async (commonName, days) => make(`CN=${commonName}`, `CN=${commonName}`, days),
    issue: async (authority, request) =>
      make(
        name(request),
        describeSimulated(authority.certificate)?.subject ?? '',
        request.validityDays,
      ),
    describe: describeSimulated,
  }
}

export function describeSimulated(pem: string): CertificateDescription | undefined {
  const body = pem.split('\n')[1]
  if (!pem.startsWith(HEADER) || body === undefined) return undefined
  const { subject, issuer, serial, from, to } = JSON.parse(body) as {
    subject: string
    issuer: string
    serial: number
    from: number
    to: number
  }
  const digest = (text: string) => createHash('sha256').update(text).digest('hex')
  return {
    subject,
    issuer,
    serialNumber: String(serial),
    notBefore: from,
    notAfter: to,
    fingerprint: digest(body),
    publicKeyFingerprint: digest(`key of ${subject} ${serial}`),
    text: body,
  }
}
