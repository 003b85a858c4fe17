import type { Connection } from '@keyturn/platform/ports'
import type { ReceiverOptions, ReceiverStatus, ReplicationReceiver } from './contracts.ts'
import type { ReplicationFault } from './faults.ts'
import { MessageStream } from './message-stream.ts'
import { PROTOCOL_VERSION } from './messages.ts'
import { judgePeer } from './peer.ts'
import { readPosition, readServer } from './position-row.ts'
import { ReceiverSession } from './receiver-session.ts'

/** Time for a stranger to read why it is sent away, in milliseconds. */
const PARTING_MS = 1000

/** Listens for the paired primary, and for nobody else. */
export async function startReceiver(options: ReceiverOptions): Promise<ReplicationReceiver> {
  const receiver = new Receiver(options)
  await receiver.listen()
  return receiver
}

class Receiver implements ReplicationReceiver {
  readonly #options: ReceiverOptions
  /** Conversations under way; more than one only while an old connection has not noticed its end. */
  readonly #sessions = new Map<ReceiverSession, Promise<void>>()
  #listener: { readonly port: number; close(): Promise<void> } | undefined
  #status: ReceiverStatus = { revision: 0 }
  #stopped = false

  constructor(options: ReceiverOptions) {
    this.#options = options
  }

  async listen(): Promise<void> {
    const { store, network, host, port, identity, primary } = this.#options
    const { primaryName } = await readServer(store)
    this.#status = {
      revision: (await readPosition(store)).position?.revision ?? 0,
      ...(primaryName === undefined ? {} : { primaryName }),
    }
    this.#listener = await network.listenTls(
      { host, port, identity, clientAuthorities: primary.authorities, requestClientCertificate: true },
      (connection) => this.#accept(connection),
    )
  }

  get port(): number {
    return this.#listener?.port ?? 0
  }

  status(): ReceiverStatus {
    return this.#status
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#listener?.close()
    for (const session of this.#sessions.keys()) session.stop()
    await Promise.all(this.#sessions.values())
  }

  #accept(connection: Connection): void {
    const { clock, log, primary } = this.#options
    const stream = new MessageStream(connection, clock)
    const stranger = judgePeer(connection.peer, primary)
    if (stranger || this.#stopped) {
      void this.#turnAway(stream, stranger)
      return
    }
    const actor = connection.peer.certificate?.fingerprint ?? ''
    const session: ReceiverSession = new ReceiverSession(this.#options, stream, actor, {
      introduced: async (hello) => {
        await this.#endOlder(session)
        this.#status = { ...this.#status, primaryName: hello.name }
      },
      received: (count) => this.#received(count),
    })
    const ended = session.run()
      .then((broken) => broken ? this.#fail(broken) : this.#succeed())
      .catch((cause: unknown) => {
        connection.destroy()
        log.error('replication broke off', { cause: (cause as Error).message })
      })
      .finally(() => this.#sessions.delete(session))
    this.#sessions.set(session, ended)
  }

  /** A stranger hears why, and no more; what it sends is not read. */
  async #turnAway(stream: MessageStream, stranger: ReplicationFault | undefined): Promise<void> {
    if (stranger) {
      this.#fail(stranger)
      await stream.send({
        protocol: PROTOCOL_VERSION, sequence: 1, epoch: 0, historyId: '', type: 'refuse', ...stranger,
      }).catch(() => undefined)
      // To close with unread bytes resets the connection, and the stranger would not hear it.
      await this.#options.clock.sleep(PARTING_MS)
    }
    stream.destroy()
  }

  /** A late message of an old connection must not come after those of the new one. */
  async #endOlder(newest: ReceiverSession): Promise<void> {
    for (const [session, ended] of this.#sessions) {
      if (session === newest) return
      session.stop()
      await ended
    }
  }

  #received(count: number): void {
    if (count > 0) this.#status = { ...this.#status, lastReceived: this.#options.clock.now() }
  }

  async #succeed(): Promise<void> {
    const { position } = await readPosition(this.#options.store)
    const { lastFault: _, ...status } = this.#status
    this.#status = {
      ...status, revision: position?.revision ?? 0, lastContact: this.#options.clock.now(),
    }
  }

  #fail(broken: ReplicationFault): void {
    this.#status = { ...this.#status, lastFault: broken }
    this.#options.log.warn('replication was broken off', { code: broken.code, cause: broken.message })
  }
}
