import { createHash, type X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { Peer, PeerCertificate } from '../../ports/index.ts'

/** Who is at the other end of a socket whose handshake is complete. */
export function peerOf(socket: TLSSocket): Peer {
  const address = plainAddress(socket.remoteAddress ?? 'unknown')
  const host = address.includes(':') ? `[${address}]` : address
  const peer = { address: `${host}:${socket.remotePort ?? 0}` }
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) return peer
  return { ...peer, certificate: readCertificate(certificate, socket.authorized) }
}

/** An IPv4 client of a socket that listens on both families is shown as IPv4. */
export const plainAddress = (address: string): string =>
  address.replace(/^::ffff:(?=\d+\.)/i, '')

/** `chained`: OpenSSL found the way to an authority; a resumed session keeps that verdict. */
function readCertificate(certificate: X509Certificate, chained: boolean): PeerCertificate {
  const notBefore = Date.parse(certificate.validFrom)
  const notAfter = Date.parse(certificate.validTo)
  const publicKey = certificate.publicKey.export({ type: 'spki', format: 'der' })
  return {
    fingerprint: sha256Hex(certificate.raw),
    publicKeyFingerprint: sha256Hex(publicKey),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serialNumber: certificate.serialNumber.toLowerCase(),
    notBefore,
    notAfter,
    pem: certificate.toString(),
    trusted: isTrusted({ notBefore, notAfter }, chained),
  }
}

export function isTrusted(
  { notBefore, notAfter }: Pick<PeerCertificate, 'notBefore' | 'notAfter'>,
  chained: boolean,
): boolean {
  const now = Date.now()
  return chained && notBefore <= now && now <= notAfter
}

export const sha256Hex = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

/** Node puts each attribute on a line of its own. */
export const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ')
