import type { Role } from '@keyturn/command-set'

/** A user as a login sees it. */
export interface AccessUser {
  readonly name: string
  readonly role: Role
  /** Every command but the change itself is refused until then (9473). */
  readonly passwordChangeRequired: boolean
  /** Now, by hand or after too many failed logins: neither password nor key lets the user in. */
  readonly locked: boolean
}

/**
 * The users, as SSH and REST ask for them. What is decided here is decided on the user's record as
 * it is durable now; nothing is cached, so a removed user's next command is refused.
 */
export interface AccessUsers {
  /** Undefined when there is no user of this name. */
  find(name: string): Promise<AccessUser | undefined>
  /**
   * Whether this is the user's password. False also for an unknown user or one without a password,
   * after the same work, so that the time taken does not tell them apart. Locks are not looked at.
   */
  verifyPassword(name: string, password: string): Promise<boolean>
  /** Whether the user has this public key, in the form `ssh-ed25519 AAAA…`, without a comment. */
  verifyKey(name: string, key: string): Promise<boolean>
  /**
   * Too many failed logins: lsuser shows `locked:auto` until then (milliseconds since 1970); without a
   * time an administrator has to unlock the user. Durable when it resolves. Superuser is left alone
   * unless chsecurity's superuserlocking is on.
   */
  lockUntil(name: string, time: number | undefined): Promise<void>
}
