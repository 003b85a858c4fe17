// A key server by script, behind a simulated connection and a clock moved by hand.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import {
  decodeRequest,
  encodeResponse,
  numberOf,
  type ProtocolVersion,
  type ReceivedRequest,
  refusalMessage,
  type ResponseItem,
} from '../index.ts'
import type { ClientTimers, Connect, Connection, ConnectionHandlers } from './types.ts'

export class ManualTimers implements ClientTimers {
  #now = 0
  #timers = new Set<{ readonly at: number; readonly run: () => void }>()

  now(): number {
    return this.#now
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Moves time on and lets what is due happen. */
  async advance(milliseconds: number): Promise<void> {
    this.#now += milliseconds
    for (const timer of [...this.#timers]) {
      if (timer.at > this.#now || !this.#timers.delete(timer)) continue
      timer.run()
    }
    await settle()
  }

  get pending(): number {
    return this.#timers.size
  }
}

/** Lets all promises that can go on do so. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** What the server does with a request: items to answer, bytes to send as they are, or silence. */
export type Reaction = readonly ResponseItem[] | Uint8Array | 'silence' | 'close'
export type Script = (request: ReceivedRequest, link: Link) => Reaction

export class Link {
  readonly number: number
  closedByClient = false
  readonly requests: ReceivedRequest[] = []
  #handlers: ConnectionHandlers | undefined

  constructor(number: number) {
    this.number = number
  }

  listen(handlers: ConnectionHandlers): void {
    this.#handlers = handlers
  }

  say(bytes: Uint8Array): void {
    this.#handlers?.data(bytes)
  }

  /** The server closes. */
  drop(): void {
    this.#handlers?.closed('the server closed the connection')
  }

  disconnect(): void {
    this.closedByClient = true
    this.#handlers = undefined
  }
}

export class ScriptedServer {
  readonly links: Link[] = []
  script: Script
  /** Connections that the server has forgotten, as after a restart: the next request finds out. */
  readonly stale = new Set<Link>()

  constructor(script: Script) {
    this.script = script
  }

  get requests(): ReceivedRequest[] {
    return this.links.flatMap(({ requests }) => requests)
  }

  readonly connect: Connect = async () => {
    const link = new Link(this.links.length)
    this.links.push(link)
    const connection: Connection = {
      listen: (handlers) => link.listen(handlers),
      send: (bytes) => this.#receive(bytes, link),
      close: () => link.disconnect(),
    }
    return connection
  }

  #receive(bytes: Uint8Array, link: Link): void {
    queueMicrotask(() => {
      if (this.stale.has(link)) return link.drop()
      const decoded = decodeRequest(bytes)
      if (decoded.kind === 'unanswerable') return link.drop()
      if (decoded.kind === 'refused') {
        const { version, refusal } = decoded
        return link.say(encodeResponse(refusalMessage({ version, timeStamp: 0n }, refusal)))
      }
      link.requests.push(decoded.request)
      const reaction = this.script(decoded.request, link)
      if (reaction === 'close') return link.drop()
      if (reaction === 'silence') return undefined
      if (reaction instanceof Uint8Array) return link.say(reaction)
      const { version } = decoded.request.header
      return link.say(encodeResponse({ header: { version, timeStamp: 0n }, items: reaction }))
    })
  }
}

/** Answers in the ordinary way; Get gives the name of the connection. */
export const ordinary: Script = ({ items }, link) => items.map((item): ResponseItem => {
  const { uniqueBatchItemId } = item
  const same = uniqueBatchItemId === undefined ? {} : { uniqueBatchItemId }
  if ('refusal' in item) {
    const { reason, message } = item.refusal
    return { ...same, resultStatus: 'OperationFailed', resultReason: reason, resultMessage: message }
  }
  const { operation } = item
  const uniqueIdentifier = `link ${link.number}`
  switch (operation) {
    case 'DiscoverVersions':
      return discovered('1.2', '2.0')
    case 'Create':
      return {
        ...same, operation, resultStatus: 'Success',
        payload: { objectType: 'SymmetricKey', uniqueIdentifier },
      }
    case 'Locate':
      return {
        ...same, operation, resultStatus: 'Success', payload: { uniqueIdentifiers: [uniqueIdentifier] },
      }
    case 'Activate':
      return { ...same, operation, resultStatus: 'Success', payload: { uniqueIdentifier } }
    default:
      return { ...same, operation, resultStatus: 'OperationFailed', resultReason: 'OperationNotSupported' }
  }
})

export const discovered = (...versions: ProtocolVersion[]): ResponseItem => ({
  operation: 'DiscoverVersions',
  resultStatus: 'Success',
  payload: { protocolVersions: versions.map(numberOf) },
})

test('manual time runs what is due, once', async () => {
  const timers = new ManualTimers()
  let runs = 0
  timers.after(10, () => runs++)
  const cancel = timers.after(10, () => runs++)
  cancel()
  await timers.advance(9)
  assert.equal(runs, 0)
  await timers.advance(1)
  await timers.advance(20)
  assert.equal(runs, 1)
})
