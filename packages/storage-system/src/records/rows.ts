// The values of the rows, as docs/formats/storage-records.md lays them out. Times are milliseconds
// since 1970-01-01 UTC, sizes are bytes. An optional member is left out of the JSON when there is
// nothing to say.
import type {
  AuditView,
  EventName,
  HostPort,
  HostView,
  PluginView,
  PoolView,
  SecurityView,
  VolumeView,
} from '@keyturn/command-set'

/** Made once, with the store; `name` and the settings below it may change. */
export interface SystemRow {
  /** 16 hexadecimal digits, upper case. Bound into every slot and every wrapped object key. */
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly ntpAddress?: string
  readonly volumeProtectionEnabled: boolean
  readonly volumeProtectionMinutes: number
  /** Licence keys that were activated, in order. */
  readonly licenceKeys: readonly string[]
}

export type SecurityRow = SecurityView

export type PluginRow = PluginView

export interface PoolRow {
  readonly id: number
  readonly name: string
  /** Names of the `[[backend]]` entries whose folders hold the files of its volumes. */
  readonly backends: readonly string[]
  readonly extentBytes: number
  readonly encrypt: boolean
  readonly easyTier: PoolView['easyTier']
  readonly warningPercent: number
  readonly volumeProtectionEnabled: boolean
}

export interface VolumeRow {
  readonly id: number
  readonly name: string
  readonly poolId: number
  /** Name of the `[[backend]]` whose folder holds its file. */
  readonly backend: string
  readonly sizeBytes: number
  /**
   * 32 hexadecimal digits, upper case; never used twice. Names the file in the back end's folder.
   */
  readonly uid: string
  readonly createdAt: number
  /** Base64 of the object key as the system key wraps it (docs/formats/object-key.md). */
  readonly wrappedKey?: string
  /**
   * Base64 of the object key in clear, of a volume in a pool that does not encrypt: the data plane
   * knows one kind of volume, and this one's key protects nothing. One of the two keys is there.
   */
  readonly plainKey?: string
  /**
   * `making` until the file is known to be on disk: a file that lacks then was never written to, so
   * it is made again. A file that lacks later is a loss, and never made again in silence.
   */
  readonly file: 'making' | 'made'
  /** Made with -rsize or -thin: no space is set aside for it. Files are sparse either way. */
  readonly thin: boolean
  readonly autoexpand: boolean
  readonly warningPercent: number
  readonly grainKib?: number
  readonly cache: VolumeView['cache']
  readonly udid?: string
}

/**
 * A file whose volume is gone from the table: what the sweep at start may remove, and nothing else.
 */
export interface DoomedFileRow {
  readonly uid: string
  readonly backend: string
}

export interface HostRow {
  readonly id: number
  readonly name: string
  readonly ports: readonly HostPort[]
  readonly type: HostView['type']
  readonly protocol: HostView['protocol']
}

export interface MappingRow {
  readonly hostId: number
  readonly volumeId: number
  readonly scsiId: number
}

export interface KeyServerRow {
  readonly id: number
  readonly name: string
  /** IPv4, IPv6 or a domain name, as given. */
  readonly address: string
  readonly port: number
  readonly primary: boolean
  /** PEM of its own certificate or authority; absent: the type's is used. */
  readonly certificate?: string
}

/** The key server type `isklm`: what all servers of the type share. */
export interface KeyServerTypeRow {
  readonly enabled: boolean
  readonly deviceGroup: string
  /** PEM of the authority of the servers' certificates. */
  readonly certificate?: string
}

/** The certificate by which key servers know this system. PEM, with its private key. */
export interface CertificateRow {
  readonly certificate: string
  readonly key: string
}

export interface UserRow {
  readonly id: number
  readonly name: string
  readonly groupId: number
  /** PHC string (Argon2id). */
  readonly passwordHash?: string
  /** OpenSSH form without comment. */
  readonly sshKey?: string
  /** By an administrator. */
  readonly locked: boolean
  /** After too many failed logins. */
  readonly lockedUntil?: number
  readonly passwordChangeRequired: boolean
}

export interface EventRow {
  readonly sequenceNumber: number
  readonly event: EventName
  readonly firstTime: number
  readonly lastTime: number
  readonly objectId?: number
  readonly objectName?: string
  readonly count: number
  readonly fixed: boolean
  readonly autoFixed: boolean
  readonly fixedTime?: number
  /** Lower-case hexadecimal of at most 128 bytes. */
  readonly sense: string
}

export type AuditRow = AuditView
