import { fromBase64 } from '@keyturn/bytes'
import { createSeal, SEAL_KEY_BYTES, type Seal } from '../seal/index.ts'
import { applyRecords } from './apply.ts'
import { compareRange, recordsFor } from './comparison.ts'
import type { ReplicationPorts } from './contracts.ts'
import { fault, ReplicationError, type ReplicationFault } from './faults.ts'
import { type Standing, standing } from './lineage.ts'
import type { MessageStream } from './message-stream.ts'
import {
  type Answer, type Body, type Hello, type Inventory, type OtherProtocol, PROTOCOL_VERSION,
  type Records, type Request,
} from './messages.ts'
import {
  adopt, comparePosition, type HeldPosition, putPosition, readPosition, readServer,
} from './position-row.ts'

/** A primary that says nothing for this long is gone, in milliseconds. */
const IDLE_MS = 60_000

export interface SessionEvents {
  /** The primary has said who it is: sessions before this one end now. Resolves when they have. */
  readonly introduced: (hello: Hello) => Promise<void>
  readonly received: (count: number) => void
}

/** What is known once the primary has introduced itself. */
interface Introduced {
  readonly hello: Hello
  readonly way: Seal
  readonly standing: Standing
}

/** One conversation with the primary, at the secondary. */
export class ReceiverSession {
  readonly #ports: ReplicationPorts
  readonly #stream: MessageStream
  readonly #events: SessionEvents
  /** Certificate fingerprint of the primary, for the audit trail. */
  readonly #actor: string
  #introduced: Introduced | undefined
  #held: HeldPosition = { position: undefined, revision: 0 }
  #sequence = 0
  #answer: Answer | undefined
  #ended = false

  constructor(
    ports: ReplicationPorts,
    stream: MessageStream,
    actor: string,
    events: SessionEvents,
  ) {
    this.#ports = ports
    this.#stream = stream
    this.#actor = actor
    this.#events = events
  }

  /** Ends the conversation; what is being written now is still finished. */
  stop(): void {
    this.#ended = true
    this.#stream.destroy()
  }

  /** Answers until the primary ends; resolves with the fault that broke it off, if one did. */
  async run(): Promise<ReplicationFault | undefined> {
    try {
      await this.#converse()
      this.#stream.close()
      return undefined
    } catch (cause) {
      if (!(cause instanceof ReplicationError)) throw cause
      await this.#refuse(cause.fault)
      return cause.fault
    }
  }

  async #converse(): Promise<void> {
    for (;;) {
      const message = await this.#stream.receive(IDLE_MS)
      if (message === undefined) return
      if (message.type === 'other') throw this.#skew(message)
      if (message.sequence === this.#sequence && this.#answer) {
        await this.#send(this.#answer)
        continue
      }
      if (message.sequence !== this.#sequence + 1) throw invalid('it is out of order')
      const body = await this.#answerTo(message as Request)
      this.#sequence = message.sequence
      this.#answer = { ...this.#envelope(message.sequence), ...body } as Answer
      await this.#send(this.#answer)
    }
  }

  async #answerTo(message: Request): Promise<Body<Answer>> {
    if (this.#ended) throw new ReplicationError(fault('Superseded'))
    if (message.type === 'hello') return this.#onHello(message)
    const known = this.#introduced
    if (known === undefined) throw invalid(`${message.type} came before hello`)
    if (message.epoch !== known.hello.epoch || message.historyId !== known.hello.historyId) {
      throw invalid('it is of another epoch or history than its hello')
    }
    switch (message.type) {
      case 'records': return this.#onRecords(known, message)
      case 'inventory': return this.#onInventory(known, message)
      case 'fetch': return { type: 'fetched', records: await recordsFor(this.#ports, known.way, message.keys) }
      default: throw invalid('it is an answer, not a request')
    }
  }

  async #onHello(hello: Hello): Promise<Body<Answer>> {
    if (this.#introduced) throw invalid('hello came twice')
    const server = await readServer(this.#ports.store)
    if (server.role !== 'secondary') {
      throw new ReplicationError(fault('NotSecondary', { peer: server.name, role: server.role }))
    }
    if (hello.epoch < server.epoch) {
      throw new ReplicationError(fault('EpochLower', {
        peer: server.name, theirs: server.epoch, ours: hello.epoch,
      }))
    }
    const key = fromBase64(hello.wayKey)
    if (key?.length !== SEAL_KEY_BYTES) throw invalid('the key of the way is not valid')
    await this.#events.introduced(hello)
    this.#held = await readPosition(this.#ports.store)
    this.#introduced = {
      hello,
      way: createSeal(this.#ports, 'way', key),
      standing: standing(this.#held.position, hello.lineage),
    }
    const { programVersion } = this.#ports
    return { type: 'position', name: server.name, programVersion, position: this.#held.position ?? null }
  }

  async #onRecords(known: Introduced, message: Records): Promise<Body<Answer>> {
    const continues = known.standing === 'continues'
    const { target, after, incarnation } = message
    const former = this.#held.position
    // While the history is not known to be ours, the position stays until the run is complete: a run
    // that was cut then begins with the comparison again.
    const position = message.done ? { version: 1 as const, incarnation, revision: target }
      : continues && former ? { ...former, incarnation, partial: { target, after } }
      : undefined
    const server = await readServer(this.#ports.store)
    const adopted = message.done ? adopt(server, known.hello) : undefined
    await applyRecords(
      this.#ports,
      { way: known.way, earlierAllowed: continues, makeNames: false },
      message,
      {
        compare: [comparePosition(this.#held)],
        put: [...(position ? [putPosition(position)] : []), ...(adopted ? [adopted] : [])],
      },
      {
        action: 'ReceiveReplication', actor: this.#actor, outcome: 'Success',
        object: `revision ${target} of ${known.hello.name}`,
      },
    )
    this.#held = await readPosition(this.#ports.store)
    if (message.done) this.#introduced = { ...known, standing: 'continues' }
    this.#events.received(message.records.length + message.removed.length)
    return { type: 'applied' }
  }

  async #onInventory(known: Introduced, message: Inventory): Promise<Body<Answer>> {
    const compared = await compareRange(this.#ports, message)
    // Where the history is ours, a later form is only a clock that was set back.
    if (known.standing !== 'continues') return { type: 'compared', ...compared }
    return {
      type: 'compared', ...compared, newer: [], wanted: [...compared.wanted, ...compared.newer],
    }
  }

  #envelope(sequence: number) {
    const { epoch, historyId } = this.#introduced?.hello ?? { epoch: 0, historyId: '' }
    return { protocol: PROTOCOL_VERSION, sequence, epoch, historyId }
  }

  #skew(message: OtherProtocol): ReplicationError {
    return new ReplicationError(fault('VersionSkew', {
      peer: 'The primary', theirs: message.protocol, version: message.programVersion,
      ours: PROTOCOL_VERSION,
    }))
  }

  async #refuse(what: ReplicationFault): Promise<void> {
    const refusal: Answer = {
      ...this.#envelope(this.#sequence + 1), type: 'refuse',
      code: what.code, message: what.message, hint: what.hint,
    }
    await this.#send(refusal).catch(() => undefined)
    this.#stream.close()
  }

  async #send(answer: Answer): Promise<void> {
    await this.#stream.send(answer).catch((cause: unknown) => {
      throw new ReplicationError(fault('ConnectionLost', { cause: (cause as Error).message }))
    })
  }
}

const invalid = (cause: string): ReplicationError =>
  new ReplicationError(fault('MessageInvalid', { cause }))
