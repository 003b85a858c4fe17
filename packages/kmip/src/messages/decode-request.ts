import { readU32BE } from '@keyturn/bytes'
import { Reading } from '../mapping/context.ts'
import { readFields } from '../mapping/fields.ts'
import { structureLayout } from '../mapping/forms.ts'
import type { Layout } from '../mapping/layout.ts'
import { tagNumber } from '../mapping/names.ts'
import type { Refusal, ResultReason } from '../results/refusal.ts'
import { decode } from '../ttlv/decode.ts'
import { requestMessageTag } from '../ttlv/framer.ts'
import { headerLength, type Item } from '../ttlv/item.ts'
import type { TtlvLimits } from '../ttlv/result.ts'
import {
  nearestVersion,
  numberOf,
  type ProtocolVersion,
  versionOf,
} from '../versions.ts'
import { requestHeader, versionOfHeader } from './header.ts'
import type { RefusedItem, RequestHeader, RequestItem } from './message.ts'
import { readRequestItem } from './request-item.ts'
import type { DecodedRequest } from './results.ts'

const batchItemTag = tagNumber('BatchItem')
const headerTag = tagNumber('RequestHeader')

/** Reads the bytes of one request message. Never throws, whatever the bytes. */
export function decodeRequest(bytes: Uint8Array, limits: TtlvLimits = {}): DecodedRequest {
  if (bytes.length < headerLength || readU32BE(bytes, 0) >>> 8 !== requestMessageTag) {
    return { kind: 'unanswerable', message: 'this is no KMIP request' }
  }
  const decoded = decode(bytes, limits)
  if (!decoded.ok) {
    const { offset, message } = decoded.error
    return refused(versionIn(bytes), 'InvalidMessage', `${message}, at byte ${offset}`)
  }
  if (decoded.item.type !== 'Structure') {
    return { kind: 'unanswerable', message: 'this is no KMIP request' }
  }
  const [header, ...items] = decoded.item.value
  if (header?.tag !== headerTag || header.type !== 'Structure') {
    return refused(versionIn(bytes), 'InvalidMessage', 'the message does not begin with its header')
  }
  return readMessage(header.value, items)
}

function readMessage(header: readonly Item[], items: readonly Item[]): DecodedRequest {
  const asked = versionOfHeader(header)
  if (asked === undefined) return refused('1.0', 'InvalidMessage', 'there is no Protocol Version')
  const version = versionOf(asked) ?? nearestVersion(asked)
  if (numberOf(version).protocolVersionMajor !== asked.protocolVersionMajor) {
    const spoken = `${asked.protocolVersionMajor}.${asked.protocolVersionMinor}`
    return refused(version, 'UnsupportedProtocolVersion', `KMIP ${spoken} is not spoken here`)
  }
  // A newer minor version of a major version we speak: what we do not know is passed over.
  const lenient = versionOf(asked) === undefined
  const reading = new Reading(version, lenient)
  const layout = structureLayout('RequestHeader', version) as Layout
  const fields = readFields(layout, header, reading, undefined)
  if (fields === undefined) return { kind: 'refused', version, refusal: reading.refusal as Refusal }
  const { batchCount } = fields
  if (items.length === 0) return refused(version, 'InvalidMessage', 'the request has no items')
  const read = readItems(requestHeader(fields, version), items, lenient)
  if (read.kind === 'refused' || batchCount === items.length) return read
  const text = `Batch Count is ${String(batchCount)}, but there are ${items.length} items`
  return refused(version, 'InvalidMessage', text)
}

function readItems(
  header: RequestHeader,
  items: readonly Item[],
  lenient: boolean,
): DecodedRequest {
  const { version, clientCorrelationValue } = header
  const correlation = clientCorrelationValue === undefined ? {} : { clientCorrelationValue }
  const read: (RequestItem | RefusedItem)[] = []
  for (const item of items) {
    if (item.tag !== batchItemTag || item.type !== 'Structure') {
      const text = 'only Batch Items may follow the header'
      return { ...refused(version, 'InvalidMessage', text), ...correlation }
    }
    const one = readRequestItem(item.value, version, lenient)
    if ('wholeMessage' in one) {
      return { kind: 'refused', version, refusal: one.wholeMessage, ...correlation }
    }
    read.push(one)
  }
  return { kind: 'request', request: { header, items: read } }
}

const refused = (
  version: ProtocolVersion,
  reason: ResultReason,
  message: string,
): DecodedRequest & { readonly kind: 'refused' } => ({
  kind: 'refused',
  version,
  refusal: { reason, message },
})

/**
 * The version to answer in when the message as a whole cannot be read: the Protocol Version stands
 * at fixed places (message header 8 bytes, Request Header 8, Protocol Version 8, then two
 * Integers).
 */
function versionIn(bytes: Uint8Array): ProtocolVersion {
  const [major, minor] = [3 * headerLength, 5 * headerLength]
  if (bytes.length < minor + 2 * headerLength) return '1.0'
  const isMajor = readU32BE(bytes, major) >>> 8 === tagNumber('ProtocolVersionMajor')
  const isMinor = readU32BE(bytes, minor) >>> 8 === tagNumber('ProtocolVersionMinor')
  if (!isMajor || !isMinor) return '1.0'
  const number = {
    protocolVersionMajor: readU32BE(bytes, major + headerLength),
    protocolVersionMinor: readU32BE(bytes, minor + headerLength),
  }
  return versionOf(number) ?? nearestVersion(number)
}
