import { createHash } from 'node:crypto'
import type { PeerCertificate, TlsConnectOptions } from '../../ports/index.ts'

export interface KeptSession {
  readonly session: Buffer
  /** A resumed session does not bring the server's certificate along (seen on Node 20). */
  readonly certificate: PeerCertificate
}

/** Servers whose last session is kept; the one not used for longest gives way. */
const maxSessions = 64

/**
 * Sessions to resume (RFC 8446 section 2.2), so that a reconnection costs no signature. A session
 * carries its server's verdict on, so it is kept under all that the verdict depended on.
 */
export class Sessions {
  readonly #sessions = new Map<string, KeptSession>()

  /** A ticket is used once: two connections with one ticket could be linked by an onlooker. */
  find(options: TlsConnectOptions): KeptSession | undefined {
    const key = keyOf(options)
    const kept = this.#sessions.get(key)
    this.#sessions.delete(key)
    return kept
  }

  keep(options: TlsConnectOptions, kept: KeptSession): void {
    const key = keyOf(options)
    this.#sessions.delete(key)
    this.#sessions.set(key, kept)
    if (this.#sessions.size <= maxSessions) return
    for (const oldest of this.#sessions.keys()) {
      this.#sessions.delete(oldest)
      return
    }
  }
}

function keyOf({ host, port, verifyHostname, authorities, identity }: TlsConnectOptions): string {
  const parts = [host, port, verifyHostname, authorities, identity?.certificate ?? '']
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
