import type { AttributeName } from '@keyturn/kmip'

/**
 * Who may do what with an attribute (KMIP 2.1 section 4, the rules table of each attribute).
 * `onCreation`, `add`, `modify`, `remove` say what a client may do; `multiple` allows several instances.
 */
export interface AttributeRule {
  readonly multiple: boolean
  readonly onCreation: boolean
  readonly add: boolean
  readonly modify: boolean
  readonly remove: boolean
}

const rule = (multiple: boolean, letters: string): AttributeRule => ({
  multiple,
  onCreation: letters.includes('c'),
  add: letters.includes('a'),
  modify: letters.includes('m'),
  remove: letters.includes('d'),
})

/** c: on creation, a: add later, m: modify, d: delete. What is missing here only the server sets. */
const rules: Partial<Record<AttributeName, AttributeRule>> = {
  // Dates have rules of their own in lifecycle/dates.ts.
  ActivationDate: rule(false, 'cam'),
  ProcessStartDate: rule(false, 'cam'),
  ProtectStopDate: rule(false, 'cam'),
  DeactivationDate: rule(false, 'cam'),
  AlternativeName: rule(true, 'camd'),
  ApplicationSpecificInformation: rule(true, 'camd'),
  CertificateType: rule(false, 'c'),
  Comment: rule(false, 'camd'),
  ContactInformation: rule(false, 'camd'),
  CryptographicAlgorithm: rule(false, 'c'),
  CryptographicDomainParameters: rule(false, 'c'),
  CryptographicLength: rule(false, 'c'),
  CryptographicParameters: rule(true, 'camd'),
  CryptographicUsageMask: rule(false, 'c'),
  Description: rule(false, 'camd'),
  Extractable: rule(false, 'cam'),
  KeyFormatType: rule(false, 'c'),
  KeyValueLocation: rule(true, 'camd'),
  Link: rule(true, 'camd'),
  NISTKeyType: rule(true, 'c'),
  Name: rule(true, 'camd'),
  ObjectGroup: rule(true, 'camd'),
  // Clients of KMIP 1.x send these at any minor version, also those that dropped them.
  OperationPolicyName: rule(false, 'ca'),
  OriginalCreationDate: rule(false, 'c'),
  PKCS_12FriendlyName: rule(false, 'camd'),
  ProtectionLevel: rule(false, 'camd'),
  ProtectionPeriod: rule(false, 'camd'),
  QuantumSafe: rule(false, 'camd'),
  RandomNumberGenerator: rule(false, 'c'),
  RotateAutomatic: rule(false, 'c'),
  RotateInterval: rule(false, 'c'),
  RotateName: rule(false, 'camd'),
  RotateOffset: rule(false, 'c'),
  Sensitive: rule(false, 'cam'),
  UsageLimits: rule(false, 'cam'),
}

const serverOnly = rule(false, '')
/** Vendor attributes of clients: anything goes. */
const vendorRule = rule(true, 'camd')
/** What the server sets by itself, under the vendor `y` (1.x: the prefix `y-`). */
const serverVendor = 'y'

export function ruleOf(attribute: { readonly name: string; readonly vendor?: string }): AttributeRule {
  if (attribute.vendor === serverVendor) return { ...serverOnly, multiple: true }
  if (attribute.vendor !== undefined) return vendorRule
  const known: Record<string, AttributeRule | undefined> = rules
  return known[attribute.name] ?? serverOnly
}

/** Attributes that every object has always, so that deleting them is refused as such. */
export const alwaysThere: ReadonlySet<string> = new Set<AttributeName>([
  'UniqueIdentifier', 'ObjectType', 'State', 'InitialDate', 'LastChangeDate',
  'CryptographicAlgorithm', 'CryptographicLength', 'CryptographicUsageMask', 'Digest',
])

/** Most attribute instances that clients may give one object. */
export const MAX_ATTRIBUTES = 256
/** Most Names of one object: each is a row of its own in the transaction that sets it. */
export const MAX_NAMES = 16
