import 'reflect-metadata'
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { CertificateRequest, Certificates, Clock, Random } from '../../ports/index.ts'
import { describeCertificate } from './describe.ts'

interface Identity {
  readonly certificate: string
  readonly key: string
}

const leafKey = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const authorityKey = { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' }
const serialNumberBytes = 16
const dayMs = 86_400_000
/** Certificates hold from a little before now, for machines whose clocks are slow. */
const clockSkewMs = 3_600_000

/** X.509 by @peculiar/x509 and Node's WebCrypto. */
export function createCertificates(clock: Clock, random: Random): Certificates {
  const serialNumber = (): string => {
    const bytes = random.bytes(serialNumberBytes)
    // Positive and without leading zeros (RFC 5280 section 4.1.2.2).
    bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40
    return Buffer.from(bytes).toString('hex')
  }
  const validity = (days: number) => ({
    notBefore: new Date(clock.now() - clockSkewMs),
    notAfter: new Date(clock.now() + days * dayMs),
  })

  return {
    async selfSigned(request) {
      const keys = await webcrypto.subtle.generateKey(leafKey, true, ['sign', 'verify'])
      const certificate = await x509.X509CertificateGenerator.createSelfSigned({
        serialNumber: serialNumber(),
        name: nameOf(request),
        ...validity(request.validityDays),
        signingAlgorithm: leafKey,
        keys,
        extensions: [...leafExtensions(request), await keyIdentifier(keys.publicKey)],
      }, webcrypto)
      return identity(certificate, keys.privateKey)
    },

    async authority(commonName, validityDays) {
      const keys = await webcrypto.subtle.generateKey(authorityKey, true, ['sign', 'verify'])
      const usages = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign
      const certificate = await x509.X509CertificateGenerator.createSelfSigned({
        serialNumber: serialNumber(),
        name: nameOf({ commonName }),
        ...validity(validityDays),
        signingAlgorithm: authorityKey,
        keys,
        extensions: [
          new x509.BasicConstraintsExtension(true, 0, true),
          new x509.KeyUsagesExtension(usages, true),
          await keyIdentifier(keys.publicKey),
        ],
      }, webcrypto)
      return identity(certificate, keys.privateKey)
    },

    async issue(authority, request) {
      const issuer = new x509.X509Certificate(authority.certificate)
      const keys = await webcrypto.subtle.generateKey(leafKey, true, ['sign', 'verify'])
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serialNumber(),
        subject: nameOf(request),
        issuer: issuer.subjectName,
        ...validity(request.validityDays),
        publicKey: keys.publicKey,
        signingKey: await readAuthorityKey(authority.key),
        signingAlgorithm: algorithmOf(authority.key),
        extensions: [
          ...leafExtensions(request),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          await keyIdentifier(keys.publicKey),
          await x509.AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
        ],
      }, webcrypto)
      return identity(certificate, keys.privateKey)
    },

    describe(pem) {
      try {
        return describeCertificate(new X509Certificate(pem))
      } catch {
        return undefined
      }
    },
  }
}

/** Typed values: of a plain string the library would read quotes and escapes. */
function nameOf(names: Pick<CertificateRequest, 'commonName' | 'organization'>): x509.Name {
  const { commonName, organization } = names
  const attributes: x509.JsonAttributeAndObjectValue[] = [{ CN: [{ utf8String: commonName }] }]
  if (organization !== undefined) attributes.push({ O: [{ utf8String: organization }] })
  return new x509.Name(attributes)
}

/**
 * For both ends of TLS. Key usage is left to `issue`: without certificate signing in it, some
 * libraries refuse a self-signed certificate as its own authority.
 */
function leafExtensions({ dnsNames, ipAddresses }: CertificateRequest): x509.Extension[] {
  const names: x509.JsonGeneralNames = [
    ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
    ...ipAddresses.map((value) => ({ type: 'ip' as const, value })),
  ]
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.ExtendedKeyUsageExtension([serverAuth, clientAuth]),
    ...names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : [],
  ]
}

const keyIdentifier = (publicKey: webcrypto.CryptoKey): Promise<x509.Extension> =>
  x509.SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto)

const readAuthorityKey = (pem: string): Promise<webcrypto.CryptoKey> => webcrypto.subtle.importKey(
  'pkcs8', x509.PemConverter.decodeFirst(pem), algorithmOf(pem), false, ['sign'],
)

function algorithmOf(pem: string): typeof leafKey {
  const curve = createPrivateKey(pem).asymmetricKeyDetails?.namedCurve
  if (curve === 'prime256v1') return leafKey
  if (curve === 'secp384r1') return authorityKey
  throw new Error("an authority's key must be an EC key on P-256 or P-384")
}

async function identity(
  certificate: x509.X509Certificate,
  privateKey: webcrypto.CryptoKey,
): Promise<Identity> {
  const key = await webcrypto.subtle.exportKey('pkcs8', privateKey)
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n`,
  }
}
