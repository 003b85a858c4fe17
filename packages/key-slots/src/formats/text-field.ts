import type { ByteReader, ByteWriter } from '@keyturn/bytes'
import { decodeUtf8, encodeUtf8, isWellFormed } from '@keyturn/bytes'

/**
 * Longest text in a record, in bytes of UTF-8. A KMIP Unique Identifier or Name that is longer is
 * refused.
 */
export const maxTextBytes = 512

/** May this text stand in a record? */
export const isText = (text: string): boolean =>
  text.length > 0 && isWellFormed(text) && encodeUtf8(text).length <= maxTextBytes

/** A length of two bytes, then that many bytes of UTF-8. */
export function writeText(writer: ByteWriter, text: string): void {
  if (!isText(text)) throw new RangeError(`a text of ${text.length} characters: 1 to 512 bytes fit`)
  const bytes = encodeUtf8(text)
  writer.u16(bytes.length).bytes(bytes)
}

/** Undefined when it is empty, too long or not UTF-8. Running over the end shows in the reader. */
export function readText(reader: ByteReader): string | undefined {
  const length = reader.u16()
  if (length === 0 || length > maxTextBytes) return undefined
  return decodeUtf8(reader.bytes(length))
}
