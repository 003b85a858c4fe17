import type { Json } from './json.ts'

/** KMIP 2.1 section 4.57 (State). Stored and compared as text, as all enumerations here. */
export type State =
  | 'PreActive'
  | 'Active'
  | 'Deactivated'
  | 'Compromised'
  | 'Destroyed'
  | 'DestroyedCompromised'

/**
 * A managed object, as the row `object/<unique identifier>` holds it: free of protocol versions, the
 * answer is projected to the version of the request. What changes by the clock alone is not written
 * back on reading: `lifecycle/` derives the state of now from `state` and `dates`, the same on each server.
 */
export interface ObjectRecord {
  readonly version: 1
  readonly uniqueIdentifier: string
  /** CamelCase name of the Object Type: `SymmetricKey`, `SecretData`, … */
  readonly objectType: string
  /** The device group that it belongs to; no other group ever sees it. */
  readonly group: string
  /** Fingerprint of the certificate that made it, or `admin:NAME`. */
  readonly owner: string
  /** As of the last change, see above. */
  readonly state: State
  readonly dates: ObjectDates
  /** All other attributes, in order of addition. */
  readonly attributes: readonly StoredAttribute[]
  /** The object without key material, for instance the Key Block's format. */
  readonly shape: ObjectShape
  /** Absent once a tombstone was purged. */
  readonly material?: SealedMaterial
  readonly tombstone?: Tombstone
}

/** Seconds since 1970-01-01 UTC. */
export interface ObjectDates {
  readonly initial: number
  readonly lastChange: number
  readonly originalCreation?: number
  readonly activation?: number
  readonly processStart?: number
  readonly protectStop?: number
  readonly deactivation?: number
  readonly compromiseOccurrence?: number
  readonly compromise?: number
  readonly destroy?: number
}

export interface StoredAttribute {
  /** The CamelCase tag name (`CryptographicLength`), or the vendor attribute's own name. */
  readonly name: string
  /** Vendor Identification of a vendor attribute; `x` and `y` stand for the prefixes of KMIP 1.x. */
  readonly vendor?: string
  /** Attribute Index of KMIP 1.x; stable, not renumbered when a lower one goes. 0 is the first. */
  readonly index: number
  /** The value as an item of the KMIP JSON encoding, without tag: {type, value}. */
  readonly value: Json
}

/** How the object was registered or made: Get gives it back in this form unless asked otherwise. */
export interface ObjectShape {
  /** CamelCase Key Format Type of a Key Block; the material is then the Key Material. */
  readonly keyFormatType?: string
  readonly cryptographicAlgorithm?: string
  /** Bits. */
  readonly cryptographicLength?: number
  readonly secretDataType?: string
  readonly opaqueDataType?: string
  readonly certificateType?: string
}

/** Key material, sealed under a store key and bound to the unique identifier. */
export interface SealedMaterial {
  /** Identifier of the store key that opens it, see the row `seal`. */
  readonly storeKey: string
  /** Base64 of nonce (12 bytes), ciphertext, tag (16 bytes). */
  readonly sealed: string
}

/** Left by Destroy, so that an administrator can undo it for a time. */
export interface Tombstone {
  /** The state before Destroy, which the undo restores. */
  readonly formerState: State
  /** Seconds since 1970: from then on the sealed material is removed for good. */
  readonly purgeAfter: number
}
