import { type Fields, Writing } from '../mapping/context.ts'
import { writeFields } from '../mapping/fields.ts'
import { structureLayout } from '../mapping/forms.ts'
import type { Layout } from '../mapping/layout.ts'
import { tagNumber } from '../mapping/names.ts'
import { encode } from '../ttlv/encode.ts'
import { requestMessageTag } from '../ttlv/framer.ts'
import type { Item } from '../ttlv/item.ts'
import { requestHeaderFields } from './header.ts'
import type { RequestItem, RequestMessage } from './message.ts'
import { writePayload } from './payload.ts'
import type { EncodedRequest } from './results.ts'

/**
 * The bytes of a request in the version of its header, or what that version cannot express. Throws
 * RangeError for a value outside its item type (an Integer of more than 32 bits).
 */
export function encodeRequest(message: RequestMessage): EncodedRequest {
  const { header, items } = message
  const writing = new Writing(header.version, false)
  const fields = requestHeaderFields(header, items.length)
  const parts = [
    structure('RequestHeader', fields, writing),
    ...items.map((item) => requestItem(item, writing)),
  ]
  const value = parts.filter((part) => part !== undefined)
  if (value.length < parts.length) return { ok: false, message: writing.fault ?? '' }
  return { ok: true, bytes: encode({ tag: requestMessageTag, type: 'Structure', value }) }
}

function requestItem(item: RequestItem, writing: Writing): Item | undefined {
  const { operation, uniqueBatchItemId, ephemeral, payload } = item
  const written = writePayload(operation, 'request', payload, writing)
  if (written === undefined) return undefined
  writing.partial = false
  const requestPayload = written.value
  const fields = { operation, uniqueBatchItemId, ephemeral, requestPayload }
  return structure('RequestBatchItem', fields, writing)
}

function structure(
  name: 'RequestHeader' | 'RequestBatchItem',
  fields: Fields,
  writing: Writing,
): Item | undefined {
  const layout = structureLayout(name, writing.version) as Layout
  const value = writeFields(layout, fields, writing, undefined)
  const tag = tagNumber(name === 'RequestHeader' ? name : 'BatchItem')
  return value === undefined ? undefined : { tag, type: 'Structure', value }
}
