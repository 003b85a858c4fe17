import { toBase64 } from '@keyturn/bytes'
import type { ServerRecord } from '../records/index.ts'
import { createSeal, SEAL_KEY_BYTES, type Seal } from '../seal/index.ts'
import type { ReplicationPorts } from './contracts.ts'
import { fault, ReplicationError } from './faults.ts'
import { incarnationOf, type Lineage, type Position, readLineage, standing } from './lineage.ts'
import type { MessageStream } from './message-stream.ts'
import {
  type Answer, type Body, PROTOCOL_VERSION, type Records, type Request,
} from './messages.ts'
import { mergeFrom } from './merge.ts'
import { batches, pendingFor } from './pending.ts'
import { counts } from './records.ts'
import { surveySecondary } from './survey.ts'

/** A secondary that does not answer for this long is given up, in milliseconds. */
const ANSWER_MS = 30_000
/** Changes that arrive during a run are sent along, at most this many times over. */
const MAX_ROUNDS = 10

export interface SessionOrder {
  /** Compare record by record, even where the history fits. */
  readonly verify: boolean
  /** Fetch first what the secondary has and this primary lacks. */
  readonly merge: boolean
}

export interface SessionResult {
  readonly rows: number
  /** The primary's revision up to which the secondary now has everything. */
  readonly revision: number
}

/** One conversation with a secondary, at the primary. */
export class SenderSession {
  readonly #ports: ReplicationPorts
  readonly #stream: MessageStream
  readonly #server: ServerRecord
  readonly #lineage: Lineage
  readonly #wayKey: Uint8Array
  readonly way: Seal
  #sequence = 0
  #rows = 0
  /** What the configuration here calls the secondary. */
  readonly #peer: string

  constructor(
    ports: ReplicationPorts,
    peer: string,
    stream: MessageStream,
    server: ServerRecord,
    lineage: Lineage,
  ) {
    this.#ports = ports
    this.#peer = peer
    this.#stream = stream
    this.#server = server
    this.#lineage = lineage
    this.#wayKey = ports.random.bytes(SEAL_KEY_BYTES)
    this.way = createSeal(ports, 'way', this.#wayKey)
  }

  get ports(): ReplicationPorts {
    return this.#ports
  }

  /** Brings the secondary up to date; throws ReplicationError. */
  async run(order: SessionOrder): Promise<SessionResult> {
    try {
      const position = await this.#introduce()
      const fits = position !== undefined && standing(position, this.#lineage) === 'continues'
      const start = fits && !order.verify && !order.merge ? position
        : await this.#compareAll(fits, order.merge)
      return { revision: await this.#catchUp(start), rows: this.#rows }
    } finally {
      this.#wayKey.fill(0)
      this.#stream.close()
    }
  }

  /** Sends one message and gives its answer, which is of the type asked for. */
  async ask<T extends Answer['type']>(
    body: Body<Request>,
    type: T,
  ): Promise<Extract<Answer, { readonly type: T }>> {
    this.#sequence += 1
    const { epoch, historyId } = this.#server
    const envelope = { protocol: PROTOCOL_VERSION, sequence: this.#sequence, epoch, historyId }
    await this.#stream.send({ ...envelope, ...body } as Request).catch((cause: unknown) => {
      throw new ReplicationError(fault('ConnectionLost', { cause: (cause as Error).message }))
    })
    const answer = await this.#answer()
    if (answer.type !== type) throw invalid(`${answer.type} instead of ${type}`)
    return answer as Extract<Answer, { readonly type: T }>
  }

  /** Records that have to be there before the next answer; counts them. */
  async send(body: Body<Records>): Promise<void> {
    await this.ask(body, 'applied')
    this.#rows += body.records.filter(counts).length + body.removed.length
  }

  async #answer(): Promise<Answer> {
    for (;;) {
      const message = await this.#stream.receive(ANSWER_MS)
      if (message === undefined) {
        throw new ReplicationError(fault('ConnectionLost', { cause: 'the secondary ended it' }))
      }
      if (message.type === 'other') {
        throw new ReplicationError(fault('VersionSkew', {
          peer: this.#peer, theirs: message.protocol, version: message.programVersion,
          ours: PROTOCOL_VERSION,
        }))
      }
      if (message.type === 'refuse') {
        const { code, message: text, hint } = message
        throw new ReplicationError({ code, message: text, hint })
      }
      // An answer that comes twice belongs to a question that was answered.
      if (message.sequence < this.#sequence) continue
      if (message.sequence > this.#sequence) throw invalid('an answer to nothing that was asked')
      return message as Answer
    }
  }

  async #introduce(): Promise<Position | undefined> {
    const answer = await this.ask({
      type: 'hello', name: this.#server.name, programVersion: this.#ports.programVersion,
      lineage: this.#lineage, wayKey: toBase64(this.#wayKey),
    }, 'position')
    return answer.position ?? undefined
  }

  /** Holds everything against everything, and sends what the secondary lacks or has otherwise. */
  async #compareAll(fits: boolean, merge: boolean): Promise<Position> {
    const found = await surveySecondary(this)
    const theirs = [...found.newer, ...found.extraObjects]
    if (merge) await mergeFrom(this, [...found.extraGroups, ...theirs])
    else if (!fits && theirs.length > 0) {
      throw new ReplicationError(fault('HistoryDiverged', {
        peer: this.#peer, count: theirs.length, examples: theirs.slice(0, 3).join(', '),
      }))
    }
    const removed = await this.#stillMissing([...found.extraGroups, ...found.extraOthers])
    const { revision: target } = found
    const incarnation = incarnationOf(this.#lineage, target)
    const sent = { type: 'records', target, incarnation, after: '' } as const
    for await (const records of batches(this.#ports, this.way, found.wanted, target)) {
      await this.send({ ...sent, records, removed: [], done: false })
    }
    await this.send({ ...sent, records: [], removed, done: true })
    return { version: 1, incarnation, revision: target }
  }

  /** Those of these keys that are not here: a merge may have brought some. */
  async #stillMissing(keys: readonly string[]): Promise<readonly string[]> {
    const missing: string[] = []
    for (const key of keys) if (await this.#ports.store.get(key) === undefined) missing.push(key)
    return missing
  }

  /** Sends what was changed after the position, until nothing is left. */
  async #catchUp(start: Position): Promise<number> {
    let position = start
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const now = await this.#ports.store.revision()
      const target = position.partial?.target ?? now
      const after = position.partial?.after ?? ''
      const incarnation = incarnationOf(this.#lineage, target)
      let open = position.partial !== undefined
      const range = { since: position.revision, target, after }
      for await (const { records, last } of pendingFor(this.#ports, this.way, range)) {
        open = true
        const body = { type: 'records', records, removed: [], target, incarnation } as const
        await this.send({ ...body, after: last, done: false })
      }
      if (!open) return now
      await this.send({
        type: 'records', records: [], removed: [], target, incarnation, after: '', done: true,
      })
      position = { version: 1, incarnation, revision: target }
    }
    return position.revision
  }
}

export async function openSession(
  ports: ReplicationPorts,
  peer: string,
  stream: MessageStream,
  server: ServerRecord,
): Promise<SenderSession> {
  return new SenderSession(ports, peer, stream, server, await readLineage(ports.store))
}

const invalid = (cause: string): ReplicationError =>
  new ReplicationError(fault('MessageInvalid', { cause }))
