// The key slot record: the system key, wrapped by one access key (docs/formats/key-slot.md).
import { ByteReader, ByteWriter, concat, encodeUtf8 } from '@keyturn/bytes'
import type { Cryptography } from '../cryptography.ts'
import type { Envelope, Layout, RecordFailure } from './envelope.ts'
import { keyBytes, openEnvelope, parseEnvelope, saltBytes, sealEnvelope } from './envelope.ts'
import { readText, writeText } from './text-field.ts'

export type SlotMethod = 'keyServer' | 'usb' | 'recovery'

/** The place a slot is bound to. It opens nowhere else. */
export interface SlotPlace {
  readonly systemId: string
  /** 1 to 2^32 - 1; never given out twice. */
  readonly slot: number
  /** Of the system key, 1 to 2^32 - 1. */
  readonly generation: number
}

/** What a slot says without being opened. Texts have 1 to 512 bytes of UTF-8. */
export interface SlotDescription extends SlotPlace {
  readonly method: SlotMethod
  /** KMIP Name of the access key, or the file's name. */
  readonly name: string
  /** KMIP Unique Identifier of the access key, or the file's name. */
  readonly identifier: string
}

export type SlotFailure =
  | RecordFailure
  /** It belongs to another system. */
  | 'wrongSystem'
  /** It was stored under another slot id. */
  | 'wrongSlot'
  /** It wraps a system key of another generation. */
  | 'wrongGeneration'
  /** This access key is not the one that sealed it. */
  | 'wrongKey'
  /** The access key is right, yet the record was altered. */
  | 'badTag'

const codes: Readonly<Record<SlotMethod, number>> = { keyServer: 1, usb: 2, recovery: 3 }
const methodOf = (code: number): SlotMethod | undefined =>
  (Object.keys(codes) as SlotMethod[]).find((method) => codes[method] === code)

const layout: Layout = { magic: encodeUtf8('KEYTSLOT'), version: 1, innerKeyBytes: keyBytes }
const label = encodeUtf8('keyturn key slot 1\0')

/**
 * The record that wraps `systemKey` (32 bytes) with `accessKey` (32 bytes). `salt` is 32 bytes of
 * fresh randomness. Throws RangeError for lengths out of range, which the caller has checked.
 */
export function sealSlot(
  cryptography: Cryptography,
  description: SlotDescription,
  keys: {
    readonly accessKey: Uint8Array
    readonly systemKey: Uint8Array
    readonly salt: Uint8Array
  },
): Uint8Array {
  const { method, systemId, slot, generation, name, identifier } = description
  if (keys.salt.length !== saltBytes) throw new RangeError(`a salt of ${keys.salt.length} bytes`)
  if (!isCounter(slot) || !isCounter(generation)) throw new RangeError('a counter out of range')
  const body = new ByteWriter().u32(slot).u32(generation).bytes(keys.salt)
  writeText(body, systemId)
  writeText(body, name)
  writeText(body, identifier)
  return sealEnvelope(
    cryptography,
    layout,
    { kind: codes[method], body: body.finish() },
    { outerKey: keys.accessKey, salt: keys.salt, info: infoOf(description) },
    keys.systemKey,
  )
}

/** What the record says of itself. Only its checksum was verified: believe it after opening. */
export function describeSlot(
  cryptography: Cryptography, record: Uint8Array,
): SlotDescription | { readonly failure: RecordFailure } {
  const parsed = parse(cryptography, record)
  return 'failure' in parsed ? parsed : parsed.description
}

/**
 * The system key (32 bytes, the caller wipes it), if the record is whole, in its place, and of this
 * access key.
 */
export function openSlot(
  cryptography: Cryptography,
  record: Uint8Array,
  place: SlotPlace,
  accessKey: Uint8Array,
): { readonly systemKey: Uint8Array } | { readonly failure: SlotFailure } {
  const parsed = parse(cryptography, record)
  if ('failure' in parsed) return parsed
  const { description, envelope, salt } = parsed
  if (description.systemId !== place.systemId) return { failure: 'wrongSystem' }
  if (description.slot !== place.slot) return { failure: 'wrongSlot' }
  if (description.generation !== place.generation) return { failure: 'wrongGeneration' }
  const info = infoOf(place)
  const opened = openEnvelope(cryptography, envelope, { outerKey: accessKey, salt, info })
  return 'failure' in opened ? opened : { systemKey: opened.innerKey }
}

interface ParsedSlot {
  readonly description: SlotDescription
  readonly salt: Uint8Array
  readonly envelope: Envelope
}

function parse(
  cryptography: Cryptography, record: Uint8Array,
): ParsedSlot | { readonly failure: RecordFailure } {
  const envelope = parseEnvelope(cryptography, layout, record)
  if ('failure' in envelope) return envelope
  const reader = new ByteReader(envelope.body)
  const slot = reader.u32()
  const generation = reader.u32()
  const salt = reader.bytes(saltBytes)
  const systemId = readText(reader)
  const name = readText(reader)
  const identifier = readText(reader)
  const method = methodOf(envelope.kind)
  if (
    method === undefined || systemId === undefined || name === undefined
    || identifier === undefined || slot === 0 || generation === 0 || !reader.complete
  ) return { failure: 'malformed' }
  return {
    description: { method, systemId, slot, generation, name, identifier },
    salt,
    envelope,
  }
}

const infoOf = ({ systemId, slot, generation }: SlotPlace): Uint8Array => concat([
  label,
  new ByteWriter().u32(slot).u32(generation).finish(),
  encodeUtf8(systemId),
])

const isCounter = (value: number): boolean =>
  Number.isInteger(value) && value >= 1 && value <= 0xffff_ffff
