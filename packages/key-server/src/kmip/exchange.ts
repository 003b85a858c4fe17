import { toHex, wipe } from '@keyturn/bytes'
import {
  decodeRequest, encodeResponse, refusalMessage, type ProtocolVersion, type ReceivedRequest,
  type RequestHeader, type ResponseHeader, type ResponseItem,
} from '@keyturn/kmip'
import type { Clock, Counter, Histogram, Log, Metrics, Peer } from '@keyturn/platform/ports'
import type { ClientDirectory } from '../clients/index.ts'
import type { Services } from '../operations/index.ts'
import { refuse, type Refusal } from '../refusals/index.ts'
import { executeBatch } from './batch.ts'

export interface ExchangePorts {
  readonly services: Services
  readonly clients: ClientDirectory
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** Has the store failed? Then nothing is answered any more: what is durable is not known. */
  readonly broken: () => boolean
}

/** Items of one request. Tape libraries need 32 (KMIP profile). */
const MAX_BATCH_ITEMS = 128

/** What to send back, or undefined: close the connection without a word. */
export type Answer = Uint8Array | undefined

/** Buckets of the duration of a message, in seconds. */
const durations = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** One request message in, one response message out. Sessions only carry the bytes. */
export class Exchange {
  readonly #ports: ExchangePorts
  readonly #items: Counter
  readonly #seconds: Histogram
  #messages = 0

  constructor(ports: ExchangePorts) {
    this.#ports = ports
    const { metrics } = ports
    this.#items = metrics.counter('keyturn_kmip_items_total',
      'Batch items answered, by operation and result.', ['operation', 'result'])
    this.#seconds = metrics.histogram('keyturn_kmip_message_seconds',
      'Time from a whole request to its response.', durations)
  }

  async answer(bytes: Uint8Array, peer: Peer): Promise<Answer> {
    const start = this.#ports.clock.monotonic()
    const decoded = decodeRequest(bytes)
    if (decoded.kind === 'unanswerable') {
      this.#ports.log.info('not a KMIP request', { address: peer.address, cause: decoded.message })
      return undefined
    }
    const correlation = this.#correlation()
    if (decoded.kind === 'refused') {
      const { version, refusal, clientCorrelationValue } = decoded
      this.#ports.log.info('request refused', {
        address: peer.address, correlation, reason: refusal.reason, cause: refusal.message,
      })
      const header = this.#header(version, clientCorrelationValue, correlation)
      return encodeResponse(refusalMessage(header, refusal))
    }
    const answer = await this.#execute(decoded.request, peer, correlation)
    this.#seconds.observe((this.#ports.clock.monotonic() - start) / 1000)
    return answer
  }

  /** The answer to a message that is too long to be read at all. */
  tooLong(limit: number): Uint8Array {
    const header = this.#header('1.0', undefined, this.#correlation())
    return this.#refuseAll(header, refuse('MessageTooLong', { limit }))
  }

  async #execute(request: ReceivedRequest, peer: Peer, correlation: string): Promise<Uint8Array> {
    const { services, clients, clock } = this.#ports
    const { version, clientCorrelationValue, maximumResponseSize } = request.header
    const header = this.#header(version, clientCorrelationValue, correlation)
    const refusal = judgeMessage(request)
    if (refusal !== undefined) return this.#refuseAll(header, refusal)
    let identity: ReturnType<ClientDirectory['identify']> | undefined
    const empty = encodeResponse({ header, items: [] }).length
    const batch = await executeBatch({
      services,
      request,
      now: Math.floor(clock.now() / 1000),
      identify: () => identity ??= clients.identify(peer),
      address: peer.address,
      correlation,
      measure: (item) => encodedLength(header, item) - empty,
      room: maximumResponseSize === undefined ? undefined : maximumResponseSize - empty,
      explain: (cause, operation) => this.#explain(cause, operation, correlation),
    })
    const bytes = encodeResponse({ header, items: batch.items })
    batch.wipe()
    for (const item of batch.items) this.#record(item, peer, correlation)
    return bytes
  }

  #header(
    version: ProtocolVersion,
    clientCorrelationValue: string | undefined,
    serverCorrelationValue: string,
  ): ResponseHeader {
    return {
      version,
      timeStamp: BigInt(Math.floor(this.#ports.clock.now() / 1000)),
      // Clients that correlate nothing may fail on the field (PyKMIP's reader of 1.4 does).
      ...(clientCorrelationValue === undefined
        ? {}
        : { clientCorrelationValue, serverCorrelationValue }),
    }
  }

  #correlation(): string {
    return `${this.#ports.services.server().name}-${++this.#messages}`
  }

  #refuseAll(header: ResponseHeader, refusal: Refusal): Uint8Array {
    const reason = refusal.reason(header.version)
    return encodeResponse(refusalMessage(header, { reason, message: refusal.message }))
  }

  /** No cause reaches the client: it gets a number under which the log has the cause. */
  #explain(cause: unknown, operation: string, correlation: string): Refusal {
    if (this.#ports.broken()) throw cause
    const logId = toHex(this.#ports.services.random.bytes(4))
    this.#ports.log.error('an operation failed', {
      logId, operation, correlation, cause: cause instanceof Error ? cause.stack : String(cause),
    })
    return refuse('InternalError', { logId })
  }

  #record(item: ResponseItem, peer: Peer, correlation: string): void {
    const operation = item.operation ?? 'none'
    if (item.resultStatus !== 'OperationFailed') {
      this.#items.add(1, { operation, result: item.resultStatus })
      return
    }
    this.#items.add(1, { operation, result: item.resultReason })
    this.#ports.log.info('operation refused', {
      operation, reason: item.resultReason, cause: item.resultMessage, correlation,
      address: peer.address, client: peer.certificate?.fingerprint,
    })
  }
}

/** What makes a message as a whole unacceptable. */
function judgeMessage({ header, items }: ReceivedRequest): Refusal | undefined {
  if (items.length > MAX_BATCH_ITEMS) {
    return refuse('BatchTooLong', { count: items.length, limit: MAX_BATCH_ITEMS })
  }
  return judgeHeader(header, items.length)
}

function judgeHeader(header: RequestHeader, count: number): Refusal | undefined {
  const [credential] = header.credentials ?? []
  if (credential !== undefined) {
    return refuse('CredentialNotSupported', { type: credential.credentialType })
  }
  if (header.asynchronousIndicator === 'Mandatory') {
    return refuse('FeatureNotSupported', { feature: 'asynchronous work' })
  }
  // With one item there is nothing to undo, and clients ask for it by habit.
  return header.batchErrorContinuationOption === 'Undo' && count > 1
    ? refuse('FeatureNotSupported', { feature: 'the batch option Undo' })
    : undefined
}

function encodedLength(header: ResponseHeader, item: ResponseItem): number {
  const bytes = encodeResponse({ header, items: [item] })
  wipe(bytes)
  return bytes.length
}
