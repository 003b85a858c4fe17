import type { ProtocolVersion } from '@keyturn/kmip'
import { createKmipClient } from '@keyturn/kmip/client'
import { byId } from '../names.ts'
import type { StoragePorts } from '../ports.ts'
import type { KeyServerRow, Records } from '../records/index.ts'
import { connectTo } from './connect.ts'
import { Conversation } from './conversation.ts'

/** The key servers that are configured, and the way to talk to each. */
export class KeyServerDirectory {
  readonly #ports: Pick<StoragePorts, 'network' | 'clock'>
  readonly #records: Records
  readonly #timeoutMs: number
  /** What each server spoke last, so that a conversation needs not begin with Discover Versions. */
  readonly #versions = new Map<string, ProtocolVersion>()

  constructor(
    ports: Pick<StoragePorts, 'network' | 'clock'>,
    records: Records,
    timeoutMs: number,
  ) {
    this.#ports = ports
    this.#records = records
    this.#timeoutMs = timeoutMs
  }

  /** By id. */
  all(): readonly KeyServerRow[] {
    return byId(this.#records.keyServers.values())
  }

  get(id: number): KeyServerRow | undefined {
    return this.#records.keyServers.get(id)
  }

  primary(): KeyServerRow | undefined {
    return this.all().find(({ primary }) => primary)
  }

  /** The primary first: what changes a key is asked there before anywhere else. */
  primaryFirst(): readonly KeyServerRow[] {
    return [...this.all()].sort((a, b) => Number(b.primary) - Number(a.primary))
  }

  /**
   * Runs `talk` over a new connection that nobody used before and nobody will after, and closes it.
   * Rejects with what `faultOf` understands.
   */
  async converse<T>(
    server: Omit<KeyServerRow, 'id' | 'name'>,
    talk: (conversation: Conversation) => Promise<T>,
  ): Promise<T> {
    const { network, clock } = this.#ports
    const place = `${server.address} ${server.port}`
    const known = this.#versions.get(place)
    let machine: string | undefined
    const client = createKmipClient({
      connect: connectTo(network, {
        address: server.address,
        port: server.port,
        authorities: this.#authorities(server),
        identity: this.#records.certificate.require(),
      }, (met) => {
        machine = met
      }),
      timers: {
        now: () => clock.monotonic(),
        after: (delayMs, run) => {
          const timer = clock.setTimer(delayMs, run)
          return () => timer.cancel()
        },
      },
      ...(known ? { version: known } : {}),
      connectTimeout: this.#timeoutMs,
      requestTimeout: this.#timeoutMs,
      maximumConnections: 1,
    })
    try {
      this.#versions.set(place, await client.version())
      return await talk(new Conversation(client, () => machine))
    } catch (error) {
      this.#versions.delete(place)
      throw error
    } finally {
      client.close()
    }
  }

  #authorities({ certificate }: Pick<KeyServerRow, 'certificate'>): readonly string[] {
    const own = certificate ?? this.#records.keyServerType.get()?.certificate
    return own === undefined ? [] : [own]
  }
}
