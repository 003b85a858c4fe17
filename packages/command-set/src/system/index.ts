import type { Audit } from './audit.ts'
import type { Certificates } from './certificates.ts'
import type { Dumps } from './dumps.ts'
import type { Encryption } from './encryption.ts'
import type { Events } from './events.ts'
import type { Hosts } from './hosts.ts'
import type { Identity } from './identity.ts'
import type { KeyServers } from './key-servers.ts'
import type { Licences } from './licences.ts'
import type { MDisks, Pools } from './pools.ts'
import type { Nodes } from './nodes.ts'
import type { Security } from './security.ts'
import type { Users } from './users.ts'
import type { Volumes } from './volumes.ts'

/**
 * The storage system as the command set sees it, one member a noun. What every member keeps to:
 *
 * - Views are plain data: capacities in bytes, times in milliseconds since 1970, yes and no as
 *   booleans, absent as undefined. The command set alone knows units, time zones and words.
 * - Lists are in ascending order of id.
 * - `reference` is an id or a name as the user wrote it. The System resolves it inside the
 *   transaction of the action (`findByReference` does it), and refuses with the number that the
 *   action's comment names.
 * - Names and ids are the System's: it takes the lowest free id, makes the default name, and keeps
 *   names unique per kind (6035 when made, 5758 when renamed). The grammar has already checked the
 *   form of a name, the range of a number and the unit of a size.
 * - Roles were checked before a call. State is judged inside the System alone, at the moment of
 *   the action, with the functions of `states/`: there the tables stand once, for everybody.
 * - An action that answers `ok` is durable.
 */
export interface System {
  readonly identity: Identity
  readonly encryption: Encryption
  readonly keyServers: KeyServers
  readonly certificates: Certificates
  readonly pools: Pools
  readonly mdisks: MDisks
  readonly volumes: Volumes
  readonly hosts: Hosts
  readonly nodes: Nodes
  readonly events: Events
  readonly users: Users
  readonly security: Security
  readonly licences: Licences
  readonly audit: Audit
  readonly dumps: Dumps
}

export type * from './audit.ts'
export type * from './certificates.ts'
export type * from './dumps.ts'
export type * from './encryption.ts'
export type * from './events.ts'
export type * from './hosts.ts'
export type * from './identity.ts'
export type * from './key-servers.ts'
export type * from './licences.ts'
export type * from './nodes.ts'
export type * from './pools.ts'
export type * from './security.ts'
export type * from './users.ts'
export type * from './volumes.ts'
export * from './outcome.ts'
export * from './reference.ts'
