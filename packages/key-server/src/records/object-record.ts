import type { Attribute, KeyBlock, ManagedObject } from '@keyturn/kmip'
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
  readonly objectType: ManagedObject['objectType']
  /** The device group that it belongs to; no other group ever sees it. */
  readonly group: string
  /** Fingerprint of the certificate that made it, or `admin:NAME`. */
  readonly owner: string
  /** As of the last change, see above. */
  readonly state: State
  readonly dates: ObjectDates
  /** All other attributes, each with its index, in order of addition. No two have the same name and index. */
  readonly attributes: readonly Attribute[]
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

/**
 * The object without its secret: what Get needs to give it back as it was registered. The sealed
 * material is, by `form`, the bytes of the Key Material, Certificate Value or Opaque Data Value
 * (`bytes`); the fields of a transparent key as JSON (`transparent`); or the wrapped Key Value as it came
 * (`wrapped`).
 */
export interface ObjectShape {
  readonly form: 'bytes' | 'transparent' | 'wrapped'
  /** For objects with a Key Block. */
  readonly keyBlock?: Omit<KeyBlock, 'keyValue'>
  /** The other fields of the object: `secretDataType`, `certificateType`, `splitKeyParts`, … */
  readonly fields: { readonly [name: string]: Json | bigint | undefined }
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
