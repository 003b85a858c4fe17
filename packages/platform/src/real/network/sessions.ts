import { createHash } from 'node:crypto'
import type { TlsConnectOptions } from '../../ports/index.ts'

/** Servers whose last session is kept; the one not used for longest gives way. */
const maxSessions = 64

/**
 * Sessions to resume (RFC 8446 section 2.2), so that a reconnection costs no signature. A session
 * carries its server's verdict on, so it is kept under all that the verdict depended on.
 */
export class Sessions {
  readonly #sessions = new Map<string, Buffer>()

  /** A ticket is used once: two connections with one ticket could be linked by an onlooker. */
  find(options: TlsConnectOptions): Buffer | undefined {
    const key = keyOf(options)
    const session = this.#sessions.get(key)
    this.#sessions.delete(key)
    return session
  }

  keep(options: TlsConnectOptions, session: Buffer): void {
    const key = keyOf(options)
    this.#sessions.delete(key)
    this.#sessions.set(key, session)
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
