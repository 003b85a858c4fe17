// What a key slot record and an object key record have in common (docs/formats/key-slot.md):
//
//   magic 8 | version u16 | kind u16 | length u32 | body | key check 16 | sealed key | SHA-256 of
// all before, 32
//
// One HKDF of the outer key gives the wrapping key and the key check. The wrapping key is used for
// this one record, since the salt is fresh, so the nonce of AES-GCM is zero. All before the key
// check is authenticated.
import { ByteReader, ByteWriter, concat, equal, equalConstantTime, wipe } from '@keyturn/bytes'
import type { Cryptography } from '../cryptography.ts'

/**
 * Why a record was not read, or not opened. Each is tried in this order; the first that applies is
 * named.
 */
export type RecordFailure =
  /** The first 8 bytes are not those of this format: something else was stored here. */
  | 'notThisFormat'
  /** Written by a later version of Keyturn: start that version. */
  | 'unknownVersion'
  /**
   * Shorter or longer than it says, or its checksum does not fit: an unfinished or damaged write.
   */
  | 'torn'
  /** The checksum fits, yet a field holds what no version writes. */
  | 'malformed'

export const keyBytes = 32
export const saltBytes = 32
export const keyCheckBytes = 16
export const gcmTagBytes = 16
export const checksumBytes = 32
const magicBytes = 8
const headerBytes = magicBytes + 8
/** No record of ours is longer, in bytes. */
export const maxRecordBytes = 4096

export interface Layout {
  /** 8 ASCII characters. */
  readonly magic: Uint8Array
  readonly version: number
  /** Length of the wrapped key in bytes. */
  readonly innerKeyBytes: number
}

/** A record whose checksum fits, taken apart; all are views of the record. */
export interface Envelope {
  readonly kind: number
  readonly body: Uint8Array
  /** Everything before the key check: the associated data of the seal. */
  readonly authenticated: Uint8Array
  readonly keyCheck: Uint8Array
  readonly sealed: Uint8Array
}

/**
 * `info` binds the derivation to the record's place; `salt` is 32 random bytes, and part of `body`.
 */
export interface Derivation {
  readonly outerKey: Uint8Array
  readonly salt: Uint8Array
  readonly info: Uint8Array
}

export function sealEnvelope(
  cryptography: Cryptography,
  layout: Layout,
  parts: { readonly kind: number; readonly body: Uint8Array },
  derivation: Derivation,
  innerKey: Uint8Array,
): Uint8Array {
  if (innerKey.length !== layout.innerKeyBytes) {
    throw new RangeError(`a key of ${innerKey.length} bytes, not ${layout.innerKeyBytes}`)
  }
  const length = headerBytes + parts.body.length + trailerBytes(layout)
  if (length > maxRecordBytes) throw new RangeError(`a record of ${length} bytes`)
  const authenticated = new ByteWriter(length)
    .bytes(layout.magic).u16(layout.version).u16(parts.kind).u32(length).bytes(parts.body)
    .finish()
  const derived = derive(cryptography, derivation)
  const sealed = cryptography.aes256GcmSeal(derived.wrappingKey, zeroNonce, innerKey, authenticated)
  const covered = concat([authenticated, derived.keyCheck, sealed])
  wipe(derived.wrappingKey)
  return concat([covered, cryptography.sha256(covered)])
}

export function parseEnvelope(
  cryptography: Cryptography, layout: Layout, record: Uint8Array,
): Envelope | { readonly failure: RecordFailure } {
  const reader = new ByteReader(record)
  const magic = reader.bytes(magicBytes)
  if (!equal(magic, layout.magic)) return { failure: 'notThisFormat' }
  const version = reader.u16()
  if (reader.overrun) return { failure: 'torn' }
  if (version !== layout.version) return { failure: 'unknownVersion' }
  const kind = reader.u16()
  const length = reader.u32()
  const covered = record.length - checksumBytes
  const bodyBytes = record.length - headerBytes - trailerBytes(layout)
  if (length !== record.length || length > maxRecordBytes || bodyBytes < 0) {
    return { failure: 'torn' }
  }
  if (!equal(cryptography.sha256(record.subarray(0, covered)), record.subarray(covered))) {
    return { failure: 'torn' }
  }
  const checkAt = headerBytes + bodyBytes
  return {
    kind,
    body: record.subarray(headerBytes, checkAt),
    authenticated: record.subarray(0, checkAt),
    keyCheck: record.subarray(checkAt, checkAt + keyCheckBytes),
    sealed: record.subarray(checkAt + keyCheckBytes, covered),
  }
}

/** `wrongKey`: another outer key sealed it. `badTag`: the right key, yet the record was altered. */
export function openEnvelope(
  cryptography: Cryptography, envelope: Envelope, derivation: Derivation,
): { readonly innerKey: Uint8Array } | { readonly failure: 'wrongKey' | 'badTag' } {
  if (derivation.outerKey.length !== keyBytes) return { failure: 'wrongKey' }
  const { wrappingKey, keyCheck } = derive(cryptography, derivation)
  const fits = equalConstantTime(keyCheck, envelope.keyCheck)
  const innerKey = fits
    ? cryptography.aes256GcmOpen(wrappingKey, zeroNonce, envelope.sealed, envelope.authenticated)
    : undefined
  wipe(wrappingKey)
  if (innerKey !== undefined) return { innerKey }
  return { failure: fits ? 'badTag' : 'wrongKey' }
}

const zeroNonce = new Uint8Array(12)

const trailerBytes = ({ innerKeyBytes }: Layout): number =>
  keyCheckBytes + innerKeyBytes + gcmTagBytes + checksumBytes

function derive(
  cryptography: Cryptography, { outerKey, salt, info }: Derivation,
): { wrappingKey: Uint8Array; keyCheck: Uint8Array } {
  if (outerKey.length !== keyBytes) throw new RangeError(`a key of ${outerKey.length} bytes`)
  const derived = cryptography.hkdfSha256(outerKey, salt, info, keyBytes + keyCheckBytes)
  const wrappingKey = derived.slice(0, keyBytes)
  const keyCheck = derived.slice(keyBytes)
  wipe(derived)
  return { wrappingKey, keyCheck }
}
