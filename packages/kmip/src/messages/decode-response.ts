import { type Fields, Reading } from '../mapping/context.ts'
import { readFields } from '../mapping/fields.ts'
import { structureLayout } from '../mapping/forms.ts'
import type { Layout } from '../mapping/layout.ts'
import { tagNumber } from '../mapping/names.ts'
import { isSupported, type Operation } from '../operations/index.ts'
import type { ResultReason } from '../results/refusal.ts'
import { decode } from '../ttlv/decode.ts'
import { responseMessageTag } from '../ttlv/framer.ts'
import type { Item } from '../ttlv/item.ts'
import type { TtlvLimits } from '../ttlv/result.ts'
import { nearestVersion, type ProtocolVersion, versionOf } from '../versions.ts'
import { responseHeader, versionOfHeader } from './header.ts'
import type { ResponseItem } from './message.ts'
import { readPayload } from './payload.ts'
import type { DecodedResponse } from './results.ts'

/**
 * Reads the bytes of one answer. Liberal where servers differ: fields may come in any order, what
 * the version does not know is passed over, unknown values of enumerations are `0x` and eight
 * digits. Never throws, whatever the bytes.
 */
export function decodeResponse(bytes: Uint8Array, limits: TtlvLimits = {}): DecodedResponse {
  const decoded = decode(bytes, limits)
  if (!decoded.ok) {
    const { offset, message } = decoded.error
    return { ok: false, error: { message: `${message}, at byte ${offset}`, offset } }
  }
  const { item } = decoded
  if (item.tag !== responseMessageTag || item.type !== 'Structure') {
    return undecodable('it is no KMIP response')
  }
  const [header, ...items] = item.value
  if (header?.tag !== tagNumber('ResponseHeader') || header.type !== 'Structure') {
    return undecodable('it does not begin with its header')
  }
  const number = versionOfHeader(header.value)
  if (number === undefined) return undecodable('it has no Protocol Version')
  return readMessage(header.value, items, versionOf(number) ?? nearestVersion(number))
}

function readMessage(
  header: readonly Item[],
  items: readonly Item[],
  version: ProtocolVersion,
): DecodedResponse {
  const reading = new Reading(version, true)
  const fields = read('ResponseHeader', header, reading)
  if (fields === undefined) return undecodable(reading.refusal?.message ?? '')
  const answers: ResponseItem[] = []
  for (const item of items) {
    if (item.tag !== tagNumber('BatchItem') || item.type !== 'Structure') continue
    const answer = readItem(item.value, reading)
    if (answer === undefined) return undecodable(reading.refusal?.message ?? '')
    answers.push(answer)
  }
  if (fields.batchCount !== answers.length) {
    return undecodable(`Batch Count is ${String(fields.batchCount)}, not ${answers.length}`)
  }
  return { ok: true, response: { header: responseHeader(fields, version), items: answers } }
}

function readItem(items: readonly Item[], reading: Reading): ResponseItem | undefined {
  const fields = read('ResponseBatchItem', items, reading)
  if (fields === undefined) return undefined
  const { operation, uniqueBatchItemId, resultStatus, responsePayload = [] } = fields
  const identity = {
    ...(operation === undefined ? {} : { operation: operation as Operation }),
    ...(uniqueBatchItemId instanceof Uint8Array ? { uniqueBatchItemId } : {}),
  }
  if (resultStatus === 'OperationFailed') return failedItem(identity, fields)
  if (resultStatus === 'OperationPending' || resultStatus === 'OperationUndone') {
    const { asynchronousCorrelationValue = new Uint8Array(0) } = fields
    const pending = resultStatus === 'OperationPending' ? { asynchronousCorrelationValue } : {}
    return { ...identity, resultStatus, ...pending } as ResponseItem
  }
  if (resultStatus !== 'Success') {
    return reading.refuse('InvalidField', `Result Status ${String(resultStatus)} is unknown`)
  }
  if (typeof operation !== 'string' || !isSupported(operation)) {
    return reading.refuse('InvalidMessage', `operation ${String(operation)} was not asked for`)
  }
  const payload = readPayload(operation, 'response', responsePayload as readonly Item[], reading)
  if (payload === undefined) return undefined
  return { ...identity, resultStatus, payload } as unknown as ResponseItem
}

function failedItem(identity: object, fields: Fields): ResponseItem {
  const { resultReason = 'GeneralFailure', resultMessage } = fields
  return {
    ...identity,
    resultStatus: 'OperationFailed',
    resultReason: resultReason as ResultReason,
    ...(typeof resultMessage === 'string' ? { resultMessage } : {}),
  }
}

const read = (
  name: 'ResponseHeader' | 'ResponseBatchItem',
  items: readonly Item[],
  reading: Reading,
): Fields | undefined =>
  readFields(structureLayout(name, reading.version) as Layout, items, reading, undefined)

const undecodable = (message: string): DecodedResponse => ({ ok: false, error: { message } })
