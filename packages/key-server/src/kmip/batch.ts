import {
  isRefused, type ReceivedRequest, type RequestItem, type ResponseItem, type ResponsePayloads,
  type SupportedOperation,
} from '@keyturn/kmip'
import type { Client } from '../clients/index.ts'
import { BatchState, operations, type OperationContext, type Services } from '../operations/index.ts'
import type { LedgerEntry } from '../records/index.ts'
import { refuse, Refusal } from '../refusals/index.ts'

/** What a batch knows of the message that it came in. */
export interface BatchRequest {
  readonly services: Services
  readonly request: ReceivedRequest
  /** Seconds since 1970. */
  readonly now: number
  /** Asked once, and only when an item needs an approved client. */
  readonly identify: () => Promise<Client | Refusal>
  readonly address: string
  readonly correlation: string
  /** Bytes that an item takes in the response; what is left bounds the next items. */
  readonly measure: (item: ResponseItem) => number
  /** Bytes for all items; undefined: no limit. */
  readonly room: number | undefined
  /** Turns an unexpected error into the refusal that the client gets; may throw it on. */
  readonly explain: (cause: unknown, operation: string) => Refusal
}

export interface BatchAnswer {
  readonly items: readonly ResponseItem[]
  /** Overwrites the secrets that the items hold, once they are encoded. */
  wipe(): void
}

/** An answer to a change fits this many bytes: with less room left, the change is not made at all. */
const CHANGE_ANSWER_BYTES = 512

/**
 * Executes the items in order, each durable before the next begins (KMIP 2.1 section 7.3). After a
 * failure `Stop` ends the batch, `Continue` goes on.
 */
export async function executeBatch(batch: BatchRequest): Promise<BatchAnswer> {
  const { header, items } = batch.request
  const state = new BatchState()
  const answered: ResponseItem[] = []
  let room = batch.room ?? Number.POSITIVE_INFINITY
  for (const item of items) {
    let answer = isRefused(item)
      ? failed(item, item.operation, item.refusal.reason, item.refusal.message)
      : await executeItem(batch, item, state, room)
    if (batch.room !== undefined) {
      const length = batch.measure(answer)
      if (length > room) answer = tooLarge(batch, item)
      room -= Math.min(length, room)
    }
    answered.push(answer)
    const goOn = answer.resultStatus === 'Success'
      || header.batchErrorContinuationOption === 'Continue'
    if (!goOn) break
  }
  return { items: answered, wipe: () => state.wipe() }
}

async function executeItem(
  batch: BatchRequest,
  item: RequestItem,
  state: BatchState,
  room: number,
): Promise<ResponseItem> {
  const { operation } = item
  const context: OperationContext = {
    services: batch.services,
    version: batch.request.header.version,
    now: batch.now,
    batch: state,
  }
  const handler = operations[operation]
  if (handler.access === 'changes' && room < CHANGE_ANSWER_BYTES) return tooLarge(batch, item)
  const result = await dispatch(batch, item, context)
    .catch((cause: unknown) => batch.explain(cause, operation))
  if (result instanceof Refusal) {
    return failed(item, operation, result.reason(context.version), result.message)
  }
  if ('uniqueIdentifier' in result) state.answered(result.uniqueIdentifier)
  if ('uniqueIdentifiers' in result) for (const one of result.uniqueIdentifiers) state.answered(one)
  return succeeded(item, result)
}

async function dispatch<O extends SupportedOperation>(
  batch: BatchRequest,
  item: RequestItem & { readonly operation: O },
  context: OperationContext,
): Promise<ResponsePayloads[SupportedOperation] | Refusal> {
  const handler = operations[item.operation]
  // The item's payload is that of its operation: the reader of messages sees to it.
  const payload = item.payload as never
  if (handler.access === 'anybody') return handler.execute(payload, context)
  const client = await batch.identify()
  if (client instanceof Refusal) return client
  const entry = (object?: string): LedgerEntry => ({
    action: item.operation,
    actor: client.fingerprint,
    group: client.group.name,
    ...(object === undefined ? {} : { object }),
    outcome: 'Success',
    address: batch.address,
    protocolVersion: context.version,
    correlation: batch.correlation,
  })
  const { name, role, primaryName } = context.services.server()
  const result = handler.access === 'changes' && role === 'secondary'
    ? refuse('SecondaryReadsOnly', {
        server: name, operation: item.operation, primary: primaryName ?? 'key server',
      })
    : await handler.execute(payload, { ...context, client, entry })
  if (result instanceof Refusal && (handler.access === 'changes' || item.operation === 'Get')) {
    const reason = result.reason(context.version)
    const object = objectOf(item)
    await context.services.ledger.note({ ...entry(object), outcome: 'Refused', reason })
  }
  return result
}

/** The object that a request names in words, for the record of its refusal. */
function objectOf({ payload }: RequestItem): string | undefined {
  const named = 'uniqueIdentifier' in payload ? payload.uniqueIdentifier : undefined
  return typeof named === 'string' ? named : undefined
}

type Identity = { readonly uniqueBatchItemId?: Uint8Array }

const echo = ({ uniqueBatchItemId }: Identity): Identity =>
  uniqueBatchItemId === undefined ? {} : { uniqueBatchItemId }

const succeeded = (
  item: RequestItem,
  payload: ResponsePayloads[SupportedOperation],
): ResponseItem =>
  ({ ...echo(item), operation: item.operation, resultStatus: 'Success', payload }) as ResponseItem

function failed(
  item: Identity,
  operation: ResponseItem['operation'],
  resultReason: ReturnType<Refusal['reason']>,
  resultMessage: string,
): ResponseItem {
  return {
    ...echo(item),
    ...(operation === undefined ? {} : { operation }),
    resultStatus: 'OperationFailed',
    resultReason,
    resultMessage,
  }
}

function tooLarge(
  batch: BatchRequest,
  item: Identity & { readonly operation?: ResponseItem['operation'] },
): ResponseItem {
  const { maximumResponseSize = 0, version } = batch.request.header
  const refusal = refuse('ResponseTooLarge', { limit: maximumResponseSize })
  return failed(item, item.operation, refusal.reason(version), refusal.message)
}
