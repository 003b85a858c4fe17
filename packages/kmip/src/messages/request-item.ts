import { type Fields, Reading } from '../mapping/context.ts'
import { anyValueName, anyValueNumber, valueName } from '../mapping/enumerations.ts'
import { readFields } from '../mapping/fields.ts'
import { structureLayout } from '../mapping/forms.ts'
import type { Layout } from '../mapping/layout.ts'
import { tagNumber } from '../mapping/names.ts'
import { isSupported, type Operation } from '../operations/index.ts'
import type { Refusal } from '../results/refusal.ts'
import type { Item } from '../ttlv/item.ts'
import type { ProtocolVersion } from '../versions.ts'
import type { MessageExtension, RefusedItem, RequestItem } from './message.ts'
import { readPayload } from './payload.ts'

/** Not a fault of one item: the whole request fails. */
export interface WholeMessage {
  readonly wholeMessage: Refusal
}

/** Reads one Batch Item of a request (KMIP 2.1 section 8.3). */
export function readRequestItem(
  items: readonly Item[],
  version: ProtocolVersion,
  lenient: boolean,
): RequestItem | RefusedItem | WholeMessage {
  const identity = identityOf(items)
  const { operation } = identity
  const refuse = (refusal: Refusal): RefusedItem => ({ ...identity, refusal })
  const reading = new Reading(version, lenient)
  const layout = structureLayout('RequestBatchItem', version) as Layout
  const fields = readFields(layout, items, reading, undefined)
  if (fields === undefined) return refuse(reading.refusal as Refusal)
  const critical = criticalExtension(fields)
  if (critical !== undefined) return { wholeMessage: critical }
  if (operation === undefined || !isSupported(operation) || !isInVersion(operation, version)) {
    const message = `KMIP ${version} operation ${operation ?? ''} is not offered here`
    return refuse({ reason: 'OperationNotSupported', message })
  }
  const payloadItems = fields.requestPayload as readonly Item[]
  const payload = readPayload(operation, 'request', payloadItems, reading)
  if (payload === undefined) return refuse(reading.refusal as Refusal)
  const ephemeral = fields.ephemeral === true ? { ephemeral: true } : {}
  return { ...identity, ...ephemeral, operation, payload } as unknown as RequestItem
}

/** What an answer to the item repeats; read by itself, since the rest may be wrong. */
function identityOf(items: readonly Item[]): Omit<RefusedItem, 'refusal'> {
  const operation = items.find((item) => item.tag === tagNumber('Operation'))
  const id = items.find((item) => item.tag === tagNumber('UniqueBatchItemID'))
  return {
    ...(operation?.type === 'Enumeration'
      ? { operation: anyValueName('Operation', operation.value) as Operation }
      : {}),
    ...(id?.type === 'ByteString' ? { uniqueBatchItemId: id.value } : {}),
  }
}

/** Discover Versions is understood under every version: it is how a version is found at all. */
function isInVersion(operation: Operation, version: ProtocolVersion): boolean {
  const number = anyValueNumber('Operation', operation)
  if (operation === 'DiscoverVersions') return true
  return number !== undefined && valueName('Operation', number, version) !== undefined
}

/** No extension is understood here: a critical one ends it all (KMIP 2.1 section 8.9). */
function criticalExtension(fields: Fields): Refusal | undefined {
  const extensions = (fields.messageExtensions ?? []) as readonly MessageExtension[]
  const critical = extensions.find((one) => one.criticalityIndicator)
  if (critical === undefined) return undefined
  const message = `the message extension of ${critical.vendorIdentification} is not understood`
  return { reason: 'FeatureNotSupported', message }
}
