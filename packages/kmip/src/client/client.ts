import { wipe, writeU32BE } from '@keyturn/bytes'
import {
  decodeResponse,
  encodeRequest,
  type FailedItem,
  type ProtocolVersion,
  type RequestItem,
  type RequestPayloads,
  type ResponseItem,
  type ResponseMessage,
  type ResponsePayloads,
  type SupportedOperation,
} from '../index.ts'
import { KmipClientError } from './error.ts'
import { negotiate, ourVersions } from './negotiate.ts'
import { Pool } from './pool.ts'
import { readOnlyOperations } from './read-only.ts'
import { nodeTimers } from './timers.ts'
import type { CallOptions, KmipClient, KmipClientOptions } from './types.ts'

const defaults = {
  timers: nodeTimers,
  connectTimeout: 5_000,
  requestTimeout: 10_000,
  maximumConnections: 4,
  idleTimeout: 60_000,
  maximumResponseLength: 1 << 20,
}

/**
 * Milliseconds after which an idle connection is not trusted with a request that changes something:
 * such a request cannot be repeated if the server has closed the connection meanwhile.
 */
const trustedIdle = 5_000

/** Connects when first called. */
export function createKmipClient(options: KmipClientOptions): KmipClient {
  const settings = { ...defaults, ...options }
  return new PooledClient(settings, new Pool(settings))
}

type Settings = KmipClientOptions & typeof defaults

class PooledClient implements KmipClient {
  readonly #settings: Settings
  readonly #pool: Pool
  #version: Promise<ProtocolVersion> | undefined

  constructor(settings: Settings, pool: Pool) {
    this.#settings = settings
    this.#pool = pool
  }

  version(options: CallOptions = {}): Promise<ProtocolVersion> {
    const { version } = this.#settings
    if (version !== undefined) return Promise.resolve(version)
    if (this.#version !== undefined) return this.#version
    const found = negotiate((under) => this.#discover(under, options))
    this.#version = found
    // A failure is not kept: the next call tries again.
    found.catch(() => this.#forget(found))
    return found
  }

  async call<O extends SupportedOperation>(
    operation: O,
    payload: RequestPayloads[O],
    options: CallOptions = {},
  ): Promise<ResponsePayloads[O]> {
    const item = { operation, payload } as unknown as RequestItem
    const [answer] = await this.batch([item], options)
    if (answer?.resultStatus !== 'Success') throw refusedError(answer)
    if (answer.operation !== operation) {
      throw undecodable(`the answer is to ${answer.operation}, not to ${operation}`)
    }
    return answer.payload as ResponsePayloads[O]
  }

  async batch(
    items: readonly RequestItem[],
    options: CallOptions = {},
  ): Promise<readonly ResponseItem[]> {
    const spoken = this.version(options)
    const version = await spoken
    const { header, items: answers } = await this.#send(version, items, options)
    if (answers.length === 0 || answers.length > items.length) {
      throw undecodable(`${answers.length} answers to ${items.length} items`)
    }
    // The server no longer speaks this version: find out again before the next call.
    if (header.version !== version && answers[0]?.operation === undefined) this.#forget(spoken)
    return answers
  }

  close(): void {
    this.#pool.close()
  }

  #forget(version: Promise<ProtocolVersion>): void {
    if (this.#version === version) this.#version = undefined
  }

  #discover(version: ProtocolVersion, options: CallOptions): Promise<ResponseMessage> {
    const payload = { protocolVersions: ourVersions }
    return this.#send(version, [{ operation: 'DiscoverVersions', payload }], options)
  }

  async #send(
    version: ProtocolVersion,
    items: readonly RequestItem[],
    options: CallOptions,
  ): Promise<ResponseMessage> {
    const { credentials = [], requestTimeout } = this.#settings
    const several = items.length > 1
    const encoded = encodeRequest({
      // Later items may use what earlier ones make, so that the order is not the server's to choose.
      header: { version, credentials, ...(several ? { batchOrderOption: true } : {}) },
      items: several ? items.map(identified) : items,
    })
    if (!encoded.ok) throw new KmipClientError({ kind: 'version', message: encoded.message })
    const repeatable = items.every(({ operation }) => readOnlyOperations.has(operation))
    const answer = await this.#exchange(encoded.bytes, {
      repeatable,
      fresh: options.fresh === true,
      timeout: options.timeout ?? requestTimeout,
    })
    const decoded = decodeResponse(answer, { tolerateNonZeroPadding: true })
    wipe(answer)
    if (!decoded.ok) throw undecodable(`the answer cannot be read: ${decoded.error.message}`)
    return decoded.response
  }

  async #exchange(
    request: Uint8Array,
    how: { readonly repeatable: boolean; readonly fresh: boolean; readonly timeout: number },
  ): Promise<Uint8Array> {
    if (how.fresh) return this.#exchangeAlone(request, how.timeout)
    const channel = await this.#pool.acquire(how.repeatable ? Infinity : trustedIdle)
    const pooled = channel.lastUsed !== undefined
    try {
      return await channel.exchange(request, how.timeout)
    } catch (error) {
      if (!pooled || !how.repeatable || !channel.droppedUnanswered) throw error
      return await this.#exchangeAlone(request, how.timeout)
    } finally {
      this.#pool.release(channel)
    }
  }

  async #exchangeAlone(request: Uint8Array, timeout: number): Promise<Uint8Array> {
    const channel = await this.#pool.connect()
    try {
      return await channel.exchange(request, timeout)
    } finally {
      channel.close()
    }
  }
}

/** In a batch of several every item needs an identification (KMIP 2.1 section 8.3). */
function identified(item: RequestItem, index: number): RequestItem {
  if (item.uniqueBatchItemId !== undefined) return item
  const uniqueBatchItemId = new Uint8Array(4)
  writeU32BE(uniqueBatchItemId, 0, index + 1)
  return { ...item, uniqueBatchItemId }
}

function refusedError(
  item: Exclude<ResponseItem, { resultStatus: 'Success' }> | undefined,
): KmipClientError {
  const status = item?.resultStatus ?? 'OperationFailed'
  const failed = item?.resultStatus === 'OperationFailed' ? item : undefined
  const reason: FailedItem['resultReason'] = failed?.resultReason ?? 'GeneralFailure'
  const said = failed?.resultMessage
  const message = `the key server answers ${status}, ${reason}${said ? `: ${said}` : ''}`
  return new KmipClientError({ kind: 'refused', message, reason, status })
}

const undecodable = (message: string): KmipClientError =>
  new KmipClientError({ kind: 'undecodable', message }, true)

