import { type Fields, Writing } from '../mapping/context.ts'
import { writeFields } from '../mapping/fields.ts'
import { structureLayout } from '../mapping/forms.ts'
import type { Layout } from '../mapping/layout.ts'
import { tagNumber } from '../mapping/names.ts'
import { reasonIn } from '../results/reasons.ts'
import type { Refusal } from '../results/refusal.ts'
import { encode } from '../ttlv/encode.ts'
import { responseMessageTag } from '../ttlv/framer.ts'
import type { Item } from '../ttlv/item.ts'
import type { ProtocolVersion } from '../versions.ts'
import { responseHeaderFields } from './header.ts'
import type { ResponseHeader, ResponseItem, ResponseMessage, SuccessfulItem } from './message.ts'
import { writePayload } from './payload.ts'

/**
 * The bytes of an answer, in the version of its header. What that version lacks (fields,
 * attributes, enumeration values, reasons) is left out or mapped down; an item that cannot be told
 * without it becomes a failure of its own.
 */
export function encodeResponse(message: ResponseMessage): Uint8Array {
  const { header, items } = message
  return encode({
    tag: responseMessageTag,
    type: 'Structure',
    value: [
      structure('ResponseHeader', responseHeaderFields(header, items.length), header.version),
      ...items.map((item) => responseItem(item, header.version)),
    ],
  })
}

/** The answer to a request that fails as a whole: one item without an operation. */
export function refusalMessage(header: ResponseHeader, refusal: Refusal): ResponseMessage {
  const { reason, message } = refusal
  return {
    header,
    items: [{ resultStatus: 'OperationFailed', resultReason: reason, resultMessage: message }],
  }
}

function responseItem(item: ResponseItem, version: ProtocolVersion): Item {
  if (item.resultStatus === 'Success') return successfulItem(item, version)
  if (item.resultStatus !== 'OperationFailed') {
    return structure('ResponseBatchItem', { ...item }, version)
  }
  const resultReason = reasonIn(item.resultReason, version)
  return structure('ResponseBatchItem', { ...item, resultReason }, version)
}

function successfulItem(item: SuccessfulItem, version: ProtocolVersion): Item {
  const { operation, uniqueBatchItemId, payload, resultStatus } = item
  const writing = new Writing(version, true)
  const written = writePayload(operation, 'response', payload, writing)
  if (written !== undefined) {
    const responsePayload = written.value
    const fields = { operation, uniqueBatchItemId, resultStatus, responsePayload }
    return structure('ResponseBatchItem', fields, version)
  }
  return structure('ResponseBatchItem', {
    operation,
    uniqueBatchItemId,
    resultStatus: 'OperationFailed',
    resultReason: 'GeneralFailure',
    resultMessage: `The answer cannot be told: ${writing.fault ?? ''}`,
  }, version)
}

/**
 * A part of the message itself: its fields are ours, so that it cannot be written is a broken
 * invariant.
 */
function structure(
  name: 'ResponseHeader' | 'ResponseBatchItem',
  fields: Fields,
  version: ProtocolVersion,
): Item {
  const writing = new Writing(version, true)
  const value = writeFields(structureLayout(name, version) as Layout, fields, writing, undefined)
  if (value === undefined) throw new Error(`${name}: ${writing.fault ?? ''}`)
  const tag = tagNumber(name === 'ResponseHeader' ? name : 'BatchItem')
  return { tag, type: 'Structure', value }
}
