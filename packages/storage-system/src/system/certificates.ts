import { encodeUtf8 } from '@keyturn/bytes'
import { type Certificates, done } from '@keyturn/command-set'
import type { Core } from '../core.ts'
import { jailRoot } from '../jail.ts'

const EXPORT_PATH = '/dumps/certificate.pem'
const FILE_MODE = 0o644
/** The certificate is announced to end so long before it does (milliseconds). */
const EARLY_WARNING_MS = 30 * 86_400_000

export function createCertificates({ records, ports, configuration }: Core): Certificates {
  return {
    view: async () => {
      const { certificate } = records.certificate.require()
      return {
        certificate: ports.certificates.describe(certificate)?.text ?? '',
        pem: certificate,
        requestOutstanding: false,
        type: 'self_signed',
        automaticRenewal: false,
      }
    },
    export: async () => {
      const path = `${jailRoot(configuration.data)}${EXPORT_PATH}`
      const { certificate } = records.certificate.require()
      await ports.files.write(path, encodeUtf8(certificate), FILE_MODE)
      return done()
    },
  }
}

/** The certificate's end is near, or past: events say so. */
export async function checkExpiry({ records, ports, events }: Core): Promise<void> {
  const notAfter = ports.certificates.describe(records.certificate.require().certificate)?.notAfter
  if (notAfter === undefined) return
  const left = notAfter - ports.clock.now()
  const stands = (event: 'systemCertificateExpired' | 'systemCertificateExpires', is: boolean) =>
    is ? events.ensure(event) : events.settle(event)
  await stands('systemCertificateExpired', left <= 0)
  await stands('systemCertificateExpires', left > 0 && left < EARLY_WARNING_MS)
}
