import type { Connect, Connection as KmipConnection } from '@keyturn/kmip/client'
import { KmipClientError } from '@keyturn/kmip/client'
import type { KmipClientFailure } from '@keyturn/kmip/client'
import { ConnectError, type Connection, type Network } from '@keyturn/platform/ports'

export interface KeyServerAddress {
  readonly address: string
  readonly port: number
  /** PEM that the server's certificate must chain to: its own, or its type's authority. */
  readonly authorities: readonly string[]
  readonly identity: { readonly certificate: string; readonly key: string }
}

/**
 * The KMIP client's way to a key server over the network port. `met` hears at each connection which
 * machine answers: the fingerprint of its certificate's public key.
 */
export function connectTo(
  network: Network,
  server: KeyServerAddress,
  met: (machine: string) => void,
): Connect {
  return async (timeoutMs) => {
    const connection = await network.connectTls({
      host: server.address,
      port: server.port,
      identity: server.identity,
      authorities: server.authorities,
      // Administrators upload the certificate of this very server or of an authority that signs key
      // servers alone; such certificates seldom name the address under which they are reached.
      verifyHostname: false,
      timeoutMs,
    }).catch((error: unknown) => {
      throw error instanceof ConnectError ? new KmipClientError(failure(error)) : error
    })
    const { certificate } = connection.peer
    if (certificate === undefined) {
      connection.destroy()
      const message = `${server.address} port ${server.port}: the server shows no certificate`
      throw new KmipClientError({ kind: 'certificate', message, code: 'CERTIFICATE' })
    }
    met(certificate.publicKeyFingerprint)
    return new PulledConnection(connection)
  }
}

function failure(error: ConnectError): KmipClientFailure {
  const { message } = error
  switch (error.failure) {
    case 'unreachable': return { kind: 'connect', message }
    case 'refused': return { kind: 'connect', message }
    case 'timeout': return { kind: 'timeout', message, phase: 'connect' }
    case 'tls': return { kind: 'tls', message }
    case 'certificate': return { kind: 'certificate', message, code: 'CERTIFICATE' }
  }
}

/** Turns the pull of the network port into the handlers of the KMIP client. */
class PulledConnection implements KmipConnection {
  readonly #connection: Connection
  #handlers: Parameters<KmipConnection['listen']>[0] | undefined

  constructor(connection: Connection) {
    this.#connection = connection
  }

  listen(handlers: Parameters<KmipConnection['listen']>[0]): void {
    this.#handlers = handlers
    void this.#pull()
  }

  send(bytes: Uint8Array): void {
    this.#connection.write(bytes).catch((error: unknown) => this.#end(String(error)))
  }

  close(): void {
    this.#handlers = undefined
    this.#connection.close()
  }

  async #pull(): Promise<void> {
    try {
      for (;;) {
        const bytes = await this.#connection.read()
        if (bytes === undefined) return this.#end('the key server closed the connection')
        this.#handlers?.data(bytes)
      }
    } catch (error) {
      this.#end(String(error))
    }
  }

  #end(reason: string): void {
    const handlers = this.#handlers
    this.#handlers = undefined
    handlers?.closed(reason)
  }
}
