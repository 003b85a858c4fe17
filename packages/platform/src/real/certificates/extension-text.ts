import * as x509 from '@peculiar/x509'

/** The extensions as `openssl x509 -text` prints them, unknown ones by number and bytes. */
export const extensionLines = (certificate: x509.X509Certificate): string[] =>
  certificate.extensions.flatMap((extension) => {
    const [title, value] = wordsOf(extension)
    return [`${title}: ${extension.critical ? 'critical' : ''}`, `    ${value}`]
  })

function wordsOf(extension: x509.Extension): [string, string] {
  if (extension instanceof x509.SubjectKeyIdentifierExtension) {
    return ['X509v3 Subject Key Identifier', colons(extension.keyId)]
  }
  if (extension instanceof x509.AuthorityKeyIdentifierExtension) {
    return ['X509v3 Authority Key Identifier', colons(extension.keyId ?? '')]
  }
  if (extension instanceof x509.BasicConstraintsExtension) {
    const { ca, pathLength } = extension
    const length = pathLength === undefined ? '' : `, pathlen:${pathLength}`
    return ['X509v3 Basic Constraints', `CA:${ca ? 'TRUE' : 'FALSE'}${length}`]
  }
  if (extension instanceof x509.KeyUsagesExtension) {
    const named = usageNames.filter((_, bit) => (extension.usages & (1 << bit)) !== 0)
    return ['X509v3 Key Usage', named.join(', ')]
  }
  if (extension instanceof x509.ExtendedKeyUsageExtension) {
    const named = extension.usages.map((oid) => purposeNames[String(oid)] ?? String(oid))
    return ['X509v3 Extended Key Usage', named.join(', ')]
  }
  if (extension instanceof x509.SubjectAlternativeNameExtension) {
    const { items } = extension.names
    const named = items.map(({ type, value }) => `${nameTypes[type] ?? type}:${value}`)
    return ['X509v3 Subject Alternative Name', named.join(', ')]
  }
  return [extension.type, colons(Buffer.from(extension.value).toString('hex'))]
}

const colons = (hex: string): string => (hex.toUpperCase().match(/../g) ?? []).join(':')

/** By bit, as in x509.KeyUsageFlags (RFC 5280 section 4.2.1.3). */
const usageNames = [
  'Digital Signature', 'Non Repudiation', 'Key Encipherment', 'Data Encipherment', 'Key Agreement',
  'Certificate Sign', 'CRL Sign', 'Encipher Only', 'Decipher Only',
]

const purposeNames: Readonly<Record<string, string | undefined>> = {
  '1.3.6.1.5.5.7.3.1': 'TLS Web Server Authentication',
  '1.3.6.1.5.5.7.3.2': 'TLS Web Client Authentication',
  '1.3.6.1.5.5.7.3.3': 'Code Signing',
  '1.3.6.1.5.5.7.3.4': 'E-mail Protection',
}

const nameTypes: Readonly<Record<string, string | undefined>> =
  { dns: 'DNS', ip: 'IP Address', email: 'email', url: 'URI', dn: 'DirName' }
