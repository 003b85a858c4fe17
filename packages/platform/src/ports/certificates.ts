/** Making and reading X.509 certificates. */
export interface Certificates {
  /** A self-signed certificate for TLS client and server use; EC P-256 or P-384. */
  selfSigned(request: CertificateRequest): Promise<{ readonly certificate: string; readonly key: string }>
  /** A certificate authority of its own, for certificates of the key servers and clients of `npm start`. */
  authority(commonName: string, validityDays: number): Promise<{ readonly certificate: string; readonly key: string }>
  issue(
    authority: { readonly certificate: string; readonly key: string },
    request: CertificateRequest,
  ): Promise<{ readonly certificate: string; readonly key: string }>
  /** Reads the first certificate of a PEM text; undefined when there is none that parses. */
  describe(pem: string): CertificateDescription | undefined
}

export interface CertificateRequest {
  readonly commonName: string
  readonly organization?: string
  readonly dnsNames: readonly string[]
  readonly ipAddresses: readonly string[]
  readonly validityDays: number
}

export interface CertificateDescription {
  readonly subject: string
  readonly issuer: string
  readonly serialNumber: string
  readonly notBefore: number
  readonly notAfter: number
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string
  readonly publicKeyFingerprint: string
  /** Human-readable text, in the manner of `openssl x509 -text`. */
  readonly text: string
}
