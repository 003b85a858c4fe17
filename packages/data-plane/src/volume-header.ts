/** The first 4096 bytes of a volume's file; byte by byte in docs/formats/volume.md. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import {
  decodeUtf8,
  encodeUtf8,
  equal,
  writeU16BE,
  writeU32BE,
  writeU64BENumber,
} from '@keyturn/bytes'
import { readU16BE, readU32BE, readU64BENumber } from '@keyturn/bytes'
import { UNIT_LENGTH } from './memory.ts'

/** Bytes before the payload; a multiple of every page and block size in use. */
export const HEADER_LENGTH = 4096
const MAGIC = encodeUtf8('KEYTURN VOLUME\0\0')
const FORMAT_VERSION = 1
/** AES-256-XTS, the unit's number as a little-endian tweak, zeros for what was never written. */
const CIPHER_AES_256_XTS = 1
const MAXIMUM_IDENTIFIER_LENGTH = 64
const KEY_CHECK_LABEL = 'Keyturn volume key check 1\0'

// Places of the fields.
const VERSION_AT = 16
const UNIT_LENGTH_AT = 20
const PAYLOAD_AT = 24
const CIPHER_AT = 32
const IDENTIFIER_LENGTH_AT = 34
const IDENTIFIER_AT = 36
const KEY_CHECK_AT = 100
const DIGEST_AT = HEADER_LENGTH - 32

export type HeaderRefusal = 'notAVolume' | 'unknownVersion' | 'otherVolume' | 'wrongKey'

/**
 * Tells a wrong key before it reads garbage or, worse, writes it; gives nothing of the key away.
 */
const keyCheck = (key: Uint8Array, identifier: Uint8Array): Uint8Array =>
  createHmac('sha256', key).update(KEY_CHECK_LABEL).update(identifier).digest()

const digest = (header: Uint8Array): Uint8Array =>
  createHash('sha256').update(header.subarray(0, DIGEST_AT)).digest()

/** Throws RangeError for an identifier that is not 1 to 64 bytes long. */
export function makeHeader(volumeId: string, key: Uint8Array): Uint8Array {
  const identifier = encodeUtf8(volumeId)
  if (identifier.length === 0 || identifier.length > MAXIMUM_IDENTIFIER_LENGTH) {
    throw new RangeError(`a volume identifier of ${identifier.length} bytes`)
  }
  const header = new Uint8Array(HEADER_LENGTH)
  header.set(MAGIC)
  writeU32BE(header, VERSION_AT, FORMAT_VERSION)
  writeU32BE(header, UNIT_LENGTH_AT, UNIT_LENGTH)
  writeU64BENumber(header, PAYLOAD_AT, HEADER_LENGTH)
  writeU16BE(header, CIPHER_AT, CIPHER_AES_256_XTS)
  writeU16BE(header, IDENTIFIER_LENGTH_AT, identifier.length)
  header.set(identifier, IDENTIFIER_AT)
  header.set(keyCheck(key, identifier), KEY_CHECK_AT)
  header.set(digest(header), DIGEST_AT)
  return header
}

/** Undefined when `header` is that of this volume and `key` is its key. */
export function checkHeader(
  header: Uint8Array,
  volumeId: string,
  key: Uint8Array,
): { readonly reason: HeaderRefusal; readonly message: string } | undefined {
  if (header.length < HEADER_LENGTH || !equal(header.subarray(0, MAGIC.length), MAGIC)) {
    return { reason: 'notAVolume', message: 'the file is no Keyturn volume' }
  }
  const version = readU32BE(header, VERSION_AT)
  if (version !== FORMAT_VERSION) {
    const message = `the file has format version ${version}; this program knows ${FORMAT_VERSION}`
    return { reason: 'unknownVersion', message }
  }
  if (!equal(digest(header), header.subarray(DIGEST_AT, HEADER_LENGTH))) {
    return { reason: 'notAVolume', message: 'the header of the volume file is damaged' }
  }
  const known =
    readU32BE(header, UNIT_LENGTH_AT) === UNIT_LENGTH &&
    readU64BENumber(header, PAYLOAD_AT) === HEADER_LENGTH &&
    readU16BE(header, CIPHER_AT) === CIPHER_AES_256_XTS
  if (!known) {
    const message =
      'the file has a unit length, payload position or cipher that this program does not know'
    return { reason: 'unknownVersion', message }
  }
  const length = readU16BE(header, IDENTIFIER_LENGTH_AT)
  const identifier = header.subarray(IDENTIFIER_AT, IDENTIFIER_AT + length)
  if (decodeUtf8(identifier) !== volumeId) {
    return { reason: 'otherVolume', message: `the file belongs to another volume than ${volumeId}` }
  }
  const check = header.subarray(KEY_CHECK_AT, KEY_CHECK_AT + 32)
  if (!timingSafeEqual(keyCheck(key, identifier), check)) {
    return { reason: 'wrongKey', message: `the key is not the key of volume ${volumeId}` }
  }
  return undefined
}
