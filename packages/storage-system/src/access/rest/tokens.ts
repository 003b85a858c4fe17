import { encodeUtf8, equalConstantTime, toBase64, toHex } from '@keyturn/bytes'
import type { Clock, Random } from '@keyturn/platform/ports'

const jtiBytes = 16
/** As long as an HMAC with SHA-512. */
const signatureBytes = 64
const secondMs = 1_000
/** Tokens in use; beyond, the oldest one ends. Clients log in again when they get 401. */
const maxTokens = 1_024

interface Session {
  readonly user: string
  readonly token: Uint8Array
  readonly expires: number
}

/**
 * Tokens of REST sessions, in the form of a JWT with HS512 (RFC 7519), which clients pass on
 * unread. The last part is random: a token is known by being in this table, ends with it, and there
 * is no key that could leak.
 */
export class Tokens {
  readonly #clock: Clock
  readonly #random: Random
  readonly #sessions = new Map<string, Session>()

  constructor(clock: Clock, random: Random) {
    this.#clock = clock
    this.#random = random
  }

  issue(user: string, lifeMinutes: number): string {
    const jti = toHex(this.#random.bytes(jtiBytes))
    const iat = Math.floor(this.#clock.now() / secondMs)
    const exp = iat + lifeMinutes * 60
    const token = [
      encodePart({ typ: 'JWT', alg: 'HS512' }),
      encodePart({ iat, exp, jti, sv: { user } }),
      toBase64Url(this.#random.bytes(signatureBytes)),
    ].join('.')
    this.#sweep()
    this.#sessions.set(jti, { user, token: encodeUtf8(token), expires: exp * secondMs })
    return token
  }

  /** Name of the user whose token this is; undefined for one that is unknown or has expired. */
  userOf(token: string): string | undefined {
    const given = encodeAscii(token)
    if (!given) return undefined
    // The table is small; its entries are compared without telling how much of a token was right.
    for (const [jti, session] of this.#sessions) {
      if (!equalConstantTime(session.token, given)) continue
      if (session.expires > this.#clock.now()) return session.user
      this.#sessions.delete(jti)
      return undefined
    }
    return undefined
  }

  #sweep(): void {
    const now = this.#clock.now()
    for (const [jti, { expires }] of this.#sessions) {
      if (expires <= now || this.#sessions.size >= maxTokens) this.#sessions.delete(jti)
    }
  }
}

const encodePart = (part: object): string => toBase64Url(encodeUtf8(JSON.stringify(part)))

const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

const encodeAscii = (text: string): Uint8Array | undefined =>
  /^[\x20-\x7e]+$/.test(text) ? encodeUtf8(text) : undefined
