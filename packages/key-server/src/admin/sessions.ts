import { encodeUtf8, toHex } from '@keyturn/bytes'
import type { Clock, Cryptography, Random } from '@keyturn/platform/ports'
import type { UserRecord } from '../records/index.ts'

/** A session ends this long after its last request, and this long after the login, in milliseconds. */
const IDLE_MS = 3_600_000
const LIFE_MS = 24 * 3_600_000
/** Sessions at once; the one used longest ago ends for a new one. */
const MAX_SESSIONS = 1000
const TOKEN_BYTES = 32

export interface Session {
  readonly user: string
  readonly role: UserRecord['role']
  /** Milliseconds since 1970, for the client; the end is measured by the monotonic clock. */
  readonly expires: number
}

interface Kept {
  readonly session: Session
  readonly endsAt: number
  idleAt: number
}

/** Logged-in users, in memory: a restart asks everybody to log in again. Tokens are kept as digests. */
export class Sessions {
  readonly #ports: { readonly clock: Clock; readonly random: Random; readonly cryptography: Cryptography }
  readonly #kept = new Map<string, Kept>()

  constructor(ports: {
    readonly clock: Clock
    readonly random: Random
    readonly cryptography: Cryptography
  }) {
    this.#ports = ports
  }

  /** The bearer token of a new session. */
  open({ name: user, role }: Pick<UserRecord, 'name' | 'role'>): { token: string; session: Session } {
    const { clock, random } = this.#ports
    const token = toHex(random.bytes(TOKEN_BYTES))
    const session = { user, role, expires: clock.now() + LIFE_MS }
    const now = clock.monotonic()
    this.#kept.set(this.#digest(token), { session, endsAt: now + LIFE_MS, idleAt: now + IDLE_MS })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_SESSIONS && oldest !== undefined) this.#kept.delete(oldest)
    return { token, session }
  }

  /** The session of this token; undefined when there is none or its time is over. */
  find(token: string): Session | undefined {
    const digest = this.#digest(token)
    const kept = this.#kept.get(digest)
    if (kept === undefined) return undefined
    const now = this.#ports.clock.monotonic()
    this.#kept.delete(digest)
    if (now >= kept.idleAt || now >= kept.endsAt) return undefined
    kept.idleAt = now + IDLE_MS
    this.#kept.set(digest, kept)
    return kept.session
  }

  close(token: string): void {
    this.#kept.delete(this.#digest(token))
  }

  /** Ends the other sessions of a user whose password was changed. */
  closeOthers(user: string, token: string): void {
    const own = this.#digest(token)
    for (const [digest, { session }] of this.#kept) {
      if (session.user === user && digest !== own) this.#kept.delete(digest)
    }
  }

  /** Comparing digests by a map's hash tells nothing about the token. */
  #digest(token: string): string {
    return toHex(this.#ports.cryptography.sha256(encodeUtf8(token)))
  }
}
