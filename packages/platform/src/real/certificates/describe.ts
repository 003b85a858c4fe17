import { X509Certificate as ParsedCertificate } from '@peculiar/x509'
import type { X509Certificate } from 'node:crypto'
import type { CertificateDescription } from '../../ports/index.ts'
import { oneLine, sha256Hex } from '../network/peer.ts'
import { extensionLines } from './extension-text.ts'

/** Bytes a line in the hexadecimal blocks of `openssl x509 -text`. */
const keyBytesPerLine = 15
const signatureBytesPerLine = 18

export function describeCertificate(certificate: X509Certificate): CertificateDescription {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serialNumber: certificate.serialNumber.toLowerCase(),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    fingerprint: sha256Hex(certificate.raw),
    publicKeyFingerprint: sha256Hex(certificate.publicKey.export({ type: 'spki', format: 'der' })),
    text: textOf(certificate),
  }
}

function textOf(certificate: X509Certificate): string {
  const parsed = new ParsedCertificate(certificate.raw)
  const algorithm = signatureName(parsed)
  const name = (text: string): string => oneLine(text).replaceAll('=', ' = ')
  return [
    'Certificate:',
    '    Data:',
    '        Version: 3 (0x2)',
    '        Serial Number:',
    `            ${pairs(Buffer.from(certificate.serialNumber, 'hex'))}`,
    `        Signature Algorithm: ${algorithm}`,
    `        Issuer: ${name(certificate.issuer)}`,
    '        Validity',
    `            Not Before: ${certificate.validFrom}`,
    `            Not After : ${certificate.validTo}`,
    `        Subject: ${name(certificate.subject)}`,
    '        Subject Public Key Info:',
    ...indented(12, publicKeyLines(certificate)),
    '        X509v3 extensions:',
    ...indented(12, extensionLines(parsed)),
    `    Signature Algorithm: ${algorithm}`,
    '    Signature Value:',
    ...indented(8, block(new Uint8Array(parsed.signature), signatureBytesPerLine)),
    '',
  ].join('\n')
}

interface HashName {
  readonly name: string
}

function signatureName({ signatureAlgorithm }: ParsedCertificate): string {
  const { name, hash } = signatureAlgorithm as { readonly name: string; readonly hash?: HashName }
  const digest = hash?.name.replace('-', '') ?? ''
  if (name === 'ECDSA') return `ecdsa-with-${digest}`
  if (name === 'RSASSA-PKCS1-v1_5') return `${digest.toLowerCase()}WithRSAEncryption`
  return name
}

function publicKeyLines({ publicKey }: X509Certificate): string[] {
  const details = publicKey.asymmetricKeyDetails ?? {}
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  switch (publicKey.asymmetricKeyType) {
    case 'ec': {
      const curve = details.namedCurve ?? ''
      const bits = curveBits[curve]
      if (bits === undefined) break
      const point = spki.subarray(spki.length - (1 + 2 * Math.ceil(bits / 8)))
      return [
        'Public Key Algorithm: id-ecPublicKey',
        `    Public-Key: (${bits} bit)`,
        '    pub:',
        ...indented(8, block(point, keyBytesPerLine)),
        `    ASN1 OID: ${curve}`,
        `    NIST CURVE: P-${bits}`,
      ]
    }
    case 'rsa':
      return [
        'Public Key Algorithm: rsaEncryption',
        `    Public-Key: (${details.modulusLength} bit)`,
        `    Exponent: ${details.publicExponent}`,
      ]
    default:
  }
  return [
    `Public Key Algorithm: ${publicKey.asymmetricKeyType?.toUpperCase()}`,
    '    pub:',
    ...indented(8, block(spki, keyBytesPerLine)),
  ]
}

const curveBits: Readonly<Record<string, number | undefined>> =
  { prime256v1: 256, secp384r1: 384, secp521r1: 521 }

const indented = (columns: number, lines: readonly string[]): string[] =>
  lines.map((line) => ' '.repeat(columns) + line)

/** `0a:ff:…` in lines of so many bytes; every line but the last ends with a colon. */
function block(bytes: Uint8Array, perLine: number): string[] {
  const lines = []
  for (let at = 0; at < bytes.length; at += perLine) {
    const end = at + perLine < bytes.length ? ':' : ''
    lines.push(pairs(bytes.subarray(at, at + perLine)) + end)
  }
  return lines
}

const pairs = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')
