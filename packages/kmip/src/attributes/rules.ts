import { isWithin } from '../mapping/names.ts'
import type { Enumerated } from '../tables/enumerations.ts'
import { attributes, type AttributeRule, type ObjectClass } from '../tables/attributes.ts'
import type { ProtocolVersion } from '../versions.ts'
import type { AttributeName } from './attribute.ts'

/** Every attribute of the standard. */
export const attributeNames = Object.keys(attributes) as readonly AttributeName[]

export const isAttributeName = (text: string): text is AttributeName =>
  Object.hasOwn(attributes, text)

export const attributeRule = (name: AttributeName): AttributeRule => attributes[name]

export function attributeIsIn(name: AttributeName, version: ProtocolVersion): boolean {
  const rule = attributeRule(name)
  return isWithin(version, rule.since, rule.removed)
}

const nameOfText = new Map(attributeNames.map((name) => [attributeRule(name).text, name]))

/** The attribute that 1.x calls by this text ("Cryptographic Length"). */
export const attributeNamed = (text: string): AttributeName | undefined => nameOfText.get(text)

type ObjectType = Enumerated<'ObjectType'>

const keys: readonly ObjectType[] =
  ['SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'PGPKey']

const classes: Readonly<Record<ObjectClass, readonly ObjectType[]>> = {
  cryptographic: [...keys, 'Certificate', 'SecretData', 'CertificateRequest'],
  'cryptographic or opaque':
    [...keys, 'Certificate', 'SecretData', 'CertificateRequest', 'OpaqueObject'],
  opaque: ['OpaqueObject'],
  keys,
  'keys or certificates': [...keys, 'Certificate'],
  symmetric: ['SymmetricKey', 'SplitKey'],
  asymmetric: ['PublicKey', 'PrivateKey'],
  'with secret value': ['SymmetricKey', 'PrivateKey', 'SplitKey', 'SecretData'],
  certificates: ['Certificate'],
  'X.509 certificates': ['Certificate'],
  'certificates or PGP keys': ['Certificate', 'PGPKey'],
}

/** May an object of this type have the attribute in this version? */
export function attributeApplies(
  name: AttributeName,
  objectType: ObjectType,
  version: ProtocolVersion,
): boolean {
  if (!attributeIsIn(name, version)) return false
  const rule = attributeRule(name)
  const to = version < '2.0' ? rule.appliesTo1 : rule.appliesTo2
  return to === undefined || classes[to].includes(objectType)
}
