// The object key record: the key of one encrypted object, wrapped by the system key
// (docs/formats/object-key.md).
import { ByteReader, ByteWriter, concat, encodeUtf8 } from '@keyturn/bytes'
import type { Cryptography } from '../cryptography.ts'
import type { Layout, RecordFailure } from './envelope.ts'
import { openEnvelope, parseEnvelope, saltBytes, sealEnvelope } from './envelope.ts'
import { readText, writeText } from './text-field.ts'

/** Length of an object key in bytes: the two 256-bit keys of AES-256-XTS, data key first. */
export const objectKeyBytes = 64

/** The place an object key is bound to. It opens nowhere else. */
export interface ObjectPlace {
  /** 1 to 512 bytes of UTF-8; never given out twice within a system. */
  readonly objectId: string
  /** Of the system key that wraps it, 1 to 2^32 - 1. */
  readonly generation: number
}

export type ObjectKeyFailure =
  | RecordFailure
  /** It is the key of another object. */
  | 'wrongObject'
  /** A system key of another generation wraps it. */
  | 'wrongGeneration'
  /** This system key is not the one that sealed it. */
  | 'wrongKey'
  /** The system key is right, yet the record was altered. */
  | 'badTag'

const aes256Xts = 1
const layout: Layout = { magic: encodeUtf8('KEYTOBJK'), version: 1, innerKeyBytes: objectKeyBytes }
const label = encodeUtf8('keyturn object key 1\0')

/**
 * The record that wraps `objectKey` (64 bytes) with `systemKey` (32 bytes). `salt` is 32 bytes of
 * fresh randomness. Throws RangeError for lengths out of range, which the caller has checked.
 */
export function sealObjectKey(
  cryptography: Cryptography,
  place: ObjectPlace,
  keys: {
    readonly systemKey: Uint8Array
    readonly objectKey: Uint8Array
    readonly salt: Uint8Array
  },
): Uint8Array {
  const { objectId, generation } = place
  if (keys.salt.length !== saltBytes) throw new RangeError(`a salt of ${keys.salt.length} bytes`)
  if (!Number.isInteger(generation) || generation < 1 || generation > 0xffff_ffff) {
    throw new RangeError('a generation out of range')
  }
  const body = new ByteWriter().u32(generation).bytes(keys.salt)
  writeText(body, objectId)
  return sealEnvelope(
    cryptography,
    layout,
    { kind: aes256Xts, body: body.finish() },
    { outerKey: keys.systemKey, salt: keys.salt, info: infoOf(place) },
    keys.objectKey,
  )
}

/**
 * The object key (64 bytes, the caller wipes it), if the record is whole, in its place, and of this
 * system key.
 */
export function openObjectKey(
  cryptography: Cryptography,
  record: Uint8Array,
  place: ObjectPlace,
  systemKey: Uint8Array,
): { readonly objectKey: Uint8Array } | { readonly failure: ObjectKeyFailure } {
  const envelope = parseEnvelope(cryptography, layout, record)
  if ('failure' in envelope) return envelope
  const reader = new ByteReader(envelope.body)
  const generation = reader.u32()
  const salt = reader.bytes(saltBytes)
  const objectId = readText(reader)
  if (
    envelope.kind !== aes256Xts || generation === 0 || objectId === undefined || !reader.complete
  ) return { failure: 'malformed' }
  if (objectId !== place.objectId) return { failure: 'wrongObject' }
  if (generation !== place.generation) return { failure: 'wrongGeneration' }
  const info = infoOf(place)
  const opened = openEnvelope(cryptography, envelope, { outerKey: systemKey, salt, info })
  return 'failure' in opened ? opened : { objectKey: opened.innerKey }
}

const infoOf = ({ objectId, generation }: ObjectPlace): Uint8Array => concat([
  label,
  new ByteWriter().u32(generation).finish(),
  encodeUtf8(objectId),
])
