// NBD clients that say what a test lets them say.
import assert from 'node:assert/strict'
import { concat } from '@keyturn/bytes'
import type { TransferableConnection, TransferableNetwork } from '@keyturn/platform/ports'

type Accept = (client: TransferableConnection) => void

/** The listeners of one storage system, and the way to them. */
export class NbdClients {
  #tcp: Accept | undefined
  #unix: Accept | undefined

  readonly network: TransferableNetwork = {
    listenTcp: async ({ host, port }, accept) => {
      this.#tcp = accept
      return { host, port, close: async () => {} }
    },
    listenUnix: async (_, accept) => {
      this.#unix = accept
      return { close: async () => {} }
    },
  }

  /** `address` and port of the client; undefined: over the Unix socket. */
  connect(address?: string): NbdClient {
    const client = new NbdClient(address ?? 'unix')
    const accept = address === undefined ? this.#unix : this.#tcp
    assert.ok(accept)
    accept(client.connection)
    return client
  }
}

/** One client; what the server writes is in `received`. */
export class NbdClient {
  closed = false
  readonly connection: TransferableConnection
  readonly #written: Uint8Array[] = []
  readonly #sent: Uint8Array[] = []
  #wake: ((bytes: Uint8Array | undefined) => void) | undefined

  constructor(address: string) {
    const end = () => {
      this.closed = true
      this.#wake?.(undefined)
    }
    this.connection = {
      transferable: true,
      peer: { address },
      read: async () => this.#sent.shift() ?? (this.closed ? undefined : new Promise((resolve) => {
        this.#wake = resolve
      })),
      write: async (bytes) => void this.#written.push(new Uint8Array(bytes)),
      close: end,
      destroy: end,
    }
  }

  get received(): Uint8Array {
    return concat(this.#written)
  }

  send(bytes: Uint8Array): void {
    const wake = this.#wake
    this.#wake = undefined
    if (wake) wake(bytes)
    else this.#sent.push(bytes)
  }
}
