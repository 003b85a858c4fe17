import type { Done } from './outcome.ts'

export interface SystemCertificateView {
  /** Text of the certificate (`openssl x509 -text` style). */
  readonly certificate: string
  readonly pem: string
  readonly requestOutstanding: boolean
  readonly type: 'self_signed' | 'system_signed' | 'externally_signed'
  readonly automaticRenewal: boolean
}

/** The certificate by which key servers know this system. */
export interface Certificates {
  view(): Promise<SystemCertificateView>
  /** Writes the whole chain as PEM to /dumps/certificate.pem. */
  export(): Promise<Done>
}
