import type { X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'

const TIMEOUT_MS = 10_000

/**
 * The certificate that a port of this machine presents, as PEM. Trusted without further proof:
 * the program behind it is our own child, started a moment ago.
 */
export function presentedCertificate(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false, timeout: TIMEOUT_MS }, () => {
      const certificate: X509Certificate | undefined = socket.getPeerX509Certificate()
      socket.destroy()
      if (certificate) resolve(certificate.toString())
      else reject(new Error(`${host}:${port} presents no certificate`))
    })
    socket.on('timeout', () => socket.destroy(new Error(`${host}:${port} does not answer`)))
    socket.on('error', reject)
  })
}
