import type { SecurityView } from '@keyturn/command-set'
import type { Clock } from '@keyturn/platform/ports'
import type { AccessUser, AccessUsers } from './users.ts'

const minuteMs = 60_000

/** Names whose failures are counted; whoever guesses names cannot fill memory. */
const maxCounted = 10_000

/**
 * Logins by password and key, over SSH and REST alike. Failures in a row are counted per user; at
 * chsecurity's -maxfailedlogins (0: never) the user is locked for -lockoutperiod. The counts are in
 * memory: a restart forgives failures, not locks.
 */
export class Logins {
  readonly #users: AccessUsers
  readonly #security: () => Promise<SecurityView>
  readonly #clock: Clock
  readonly #failures = new Map<string, number>()

  constructor(users: AccessUsers, security: () => Promise<SecurityView>, clock: Clock) {
    this.#users = users
    this.#security = security
    this.#clock = clock
  }

  /** The user, if the password lets them in. */
  async withPassword(name: string, password: string): Promise<AccessUser | undefined> {
    return this.#judge(name, await this.#users.verifyPassword(name, password))
  }

  /**
   * The user, if they have this key. A key that is not theirs is no failure: clients offer every key
   * they have.
   */
  async withKey(name: string, key: string): Promise<AccessUser | undefined> {
    return await this.#users.verifyKey(name, key) ? this.current(name) : undefined
  }

  /** The user as they are now, if they may still be in. */
  async current(name: string): Promise<AccessUser | undefined> {
    const user = await this.#users.find(name)
    return user?.locked ? undefined : user
  }

  async #judge(name: string, right: boolean): Promise<AccessUser | undefined> {
    const user = await this.current(name)
    if (!user) return undefined
    if (right) {
      this.#failures.delete(name)
      return user
    }
    await this.#count(name)
    return undefined
  }

  async #count(name: string): Promise<void> {
    const failures = (this.#failures.get(name) ?? 0) + 1
    const { maxFailedLoginAttempts, lockoutPeriodMinutes } = await this.#security()
    if (maxFailedLoginAttempts === 0) return
    if (failures < maxFailedLoginAttempts) {
      if (this.#failures.size < maxCounted) this.#failures.set(name, failures)
      return
    }
    this.#failures.delete(name)
    const until = this.#clock.now() + lockoutPeriodMinutes * minuteMs
    await this.#users.lockUntil(name, lockoutPeriodMinutes === 0 ? undefined : until)
  }
}
