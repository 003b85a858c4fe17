import { type ExportRefusal, Handshake, type Negotiated, refuseTransmission } from '@keyturn/nbd'
import { type TransferableConnection, WaitingRoom } from '@keyturn/platform/ports'
import type { Core } from '../core.ts'
import { LOCAL_HOST } from '../hosts/hosts.ts'
import type { VolumeRow } from '../records/index.ts'
import type { Attachments } from '../volumes/attachments.ts'
import type { Connections } from './connections.ts'
import { exportsOf, findExport, refusal } from './exports.ts'
import { hostOf } from './host.ts'

/** A client that has not come to GO within this time is dropped (milliseconds). */
const HANDSHAKE_LIMIT_MS = 30_000
/** Clients before GO at the same time; one more, and the one that came first gives way. */
export const MAX_HANDSHAKES = 256
/** Who may open the Unix socket: the user that the program runs as. */
const SOCKET_MODE = 0o600

export interface NbdParts {
  readonly core: Core
  readonly attachments: Attachments
  readonly connections: Connections
}

/**
 * Listens for NBD clients and speaks with them up to GO; then the volume's home process takes over.
 */
export class NbdListener {
  readonly #parts: NbdParts
  readonly #closers: (() => Promise<void>)[] = []
  /** Until the data plane has them. */
  readonly #clients = new Set<TransferableConnection>()
  /** Of these, the ones that have not come to GO. */
  readonly #shaking: WaitingRoom<TransferableConnection>

  constructor(parts: NbdParts) {
    this.#parts = parts
    const { log } = parts.core.ports
    this.#shaking = new WaitingRoom(MAX_HANDSHAKES, ({ peer }) => {
      log.warn('too many unfinished NBD handshakes: those that wait for longest are closed', {
        address: peer.address, limit: MAX_HANDSHAKES,
      })
    })
  }

  async start(): Promise<void> {
    const { ports, configuration } = this.#parts.core
    const { tcp, unix } = configuration.nbd
    if (tcp) {
      const listener = await ports.transferable.listenTcp(tcp, (client) =>
        this.#accept(client, hostOf(client.peer.address, tcp.host)))
      this.#closers.push(() => listener.close())
    }
    if (unix !== undefined) {
      const place = { path: unix, mode: SOCKET_MODE }
      const listener = await ports.transferable.listenUnix(place, (client) =>
        this.#accept(client, LOCAL_HOST.id))
      this.#closers.push(() => listener.close())
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#closers.map((close) => close()))
    for (const client of this.#clients) client.destroy()
  }

  #accept(client: TransferableConnection, hostId: number): void {
    this.#clients.add(client)
    this.#shaking.enter(client)
    const { clock, log } = this.#parts.core.ports
    const limit = clock.setTimer(HANDSHAKE_LIMIT_MS, () => client.destroy())
    this.#shake(client, hostId)
      .catch((error: unknown) => {
        log.debug('an NBD handshake ended', { peer: client.peer.address, cause: String(error) })
        client.destroy()
      })
      .finally(() => {
        limit.cancel()
        this.#shaking.leave(client)
        this.#clients.delete(client)
      })
  }

  async #shake(client: TransferableConnection, hostId: number): Promise<void> {
    const { core, attachments } = this.#parts
    const handshake = new Handshake(exportsOf(core, attachments, hostId))
    await client.write(handshake.greeting())
    for (;;) {
      const bytes = await client.read()
      if (bytes === undefined) return client.close()
      const step = handshake.feed(bytes)
      if (step.reply.length > 0) await client.write(step.reply)
      if (step.kind === 'end') return client.close()
      if (step.kind === 'transmission') {
        this.#shaking.leave(client)
        return this.#handOver(client, hostId, step.negotiated, step.rest)
      }
    }
  }

  async #handOver(
    client: TransferableConnection,
    hostId: number,
    negotiated: Negotiated,
    pending: Uint8Array,
  ): Promise<void> {
    const { attachments, connections } = this.#parts
    const volume = await this.#open(hostId, negotiated.exportName)
    if ('refused' in volume) {
      await client.write(refuseTransmission(negotiated.entry, volume))
      return client.close()
    }
    attachments.dataPlane.handOver({
      volumeId: volume.uid,
      connectionId: connections.opened(hostId, volume.uid),
      negotiated,
      description: volume.uid,
      readOnly: false,
      pending,
    }, client)
  }

  /** The volume, attached; or why not. */
  async #open(hostId: number, name: string): Promise<VolumeRow | ExportRefusal> {
    const { core, attachments } = this.#parts
    const unmapped = { refused: 'unknown', message: 'the volume is not mapped any more' } as const
    const volume = findExport(core, hostId, name)
    if (volume === undefined) return unmapped
    const refused = refusal(core, attachments, volume)
    if (refused) return refused
    const outcome = await attachments.attach(volume)
    if (!outcome.done) {
      return { refused: 'shutdown', message: `the volume cannot be opened: ${outcome.message}` }
    }
    // Attaching takes a while. Who removed the mapping meanwhile found no connection to end.
    return findExport(core, hostId, name)?.uid === volume.uid ? volume : unmapped
  }
}
