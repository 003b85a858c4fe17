/** The row `name/<group>/<digest>`: which object holds a Name. Names are unique within a group. */
export interface NameRecord {
  readonly version: 1
  readonly uniqueIdentifier: string
}

/** The row `client/<fingerprint>`: a certificate that has been seen, and what was decided about it. */
export interface ClientRecord {
  readonly version: 1
  /** SHA-256 of the certificate's DER, lower-case hex. */
  readonly fingerprint: string
  /** What an administrator calls it; the certificate's subject until then. */
  readonly name: string
  readonly status: 'pending' | 'approved' | 'revoked'
  /** The device group; present once approved. */
  readonly group?: string
  readonly subject: string
  readonly issuer: string
  readonly serialNumber: string
  /** Milliseconds since 1970. */
  readonly notAfter: number
  readonly certificate: string
  /** Address from which it first came, for the administrator who decides. */
  readonly firstAddress: string
  /** Milliseconds since 1970. */
  readonly firstSeen: number
  readonly decided?: number
  /** Name of the administrator who approved or revoked it. */
  readonly decidedBy?: string
}

/** The row `group/<name>`: a device group. */
export interface GroupRecord {
  readonly version: 1
  readonly name: string
  /** May clients of the group destroy its objects? False unless an administrator says so. */
  readonly mayDestroy: boolean
  /** How long Destroy can be undone; 30 unless set. 0 to 3,650. */
  readonly tombstoneDays: number
}

export const DEFAULT_TOMBSTONE_DAYS = 30

/** Letters first; no slash, so that a group is one segment of a key. */
const groupName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/

export const isGroupName = (name: string): boolean => groupName.test(name)

/** The row `user/<name>`: an administrator of the REST API and the console. */
export interface UserRecord {
  readonly version: 1
  readonly name: string
  /** PHC string (Argon2id). */
  readonly passwordHash: string
  readonly role: 'administrator' | 'operator' | 'auditor'
  /** Milliseconds since 1970. */
  readonly created: number
}

export type ServerRole = 'standalone' | 'primary' | 'secondary' | 'multi-master'

/** The row `server`: who this server is. */
export interface ServerRecord {
  readonly version: 1
  readonly name: string
  readonly role: ServerRole
  /** Rises with each promotion; a lower one's replication messages are refused. */
  readonly epoch: number
  /** Random, made with the first key store of a replicating family: 32 hex digits. */
  readonly historyId: string
  /** On a secondary: the name of the primary, for refusals in words. */
  readonly primaryName?: string
}

/** The row `seal`: the store key, wrapped by the root key. */
export interface SealRecord {
  readonly version: 1
  /** 16 hex digits; objects name the store key that sealed them. */
  readonly storeKey: string
  /** The root key provider that can unwrap it: `file`. */
  readonly provider: string
  /** Base64 of what the provider's `wrap` gave. */
  readonly wrapped: string
}
