import { refuse } from '../system/outcome.ts'
import type { Refusal } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'
import type { RekeyState } from '../system/encryption.ts'
import type {
  KeyServerChange, KeyServerTypeChange, KeyServerTypeView, KeyServerView, NewKeyServer,
} from '../system/key-servers.ts'

/** Key servers that a system may have. */
export const maximumKeyServers = 4
/** The port of KMIP, for servers that are given without one. */
export const defaultKeyServerPort = 5696

export interface KeyServerFacts {
  readonly servers: readonly KeyServerView[]
  readonly isklm: KeyServerTypeView
  /** Is another type of key server enabled as well? */
  readonly otherTypeEnabled: boolean
  readonly rekey: RekeyState
}

type Place = Pick<KeyServerView, 'address' | 'port'>

/** The same place twice is one server. Other aliases of a server show by its certificate. */
const isSamePlace = (one: Place, other: Place): boolean =>
  one.port === other.port && one.address.toLowerCase() === other.address.toLowerCase()

/** Refusal of mkkeyserver before the new server is validated. */
export function judgeNewKeyServer(
  facts: KeyServerFacts,
  server: NewKeyServer,
): Refusal | undefined {
  const { servers, isklm } = facts
  if (isklm.status === 'disabled') return refuse('9123')
  if (servers.length >= maximumKeyServers) return refuse('6034')
  if (server.name !== undefined && findByReference(servers, server.name)) {
    return refuse('6035', server.name)
  }
  if (server.primary && servers.some(({ primary }) => primary)) return refuse('9124')
  if (!server.primary && servers.length === 0) return refuse('9125')
  const place = { address: server.address, port: server.port ?? defaultKeyServerPort }
  if (servers.some((other) => isSamePlace(other, place))) return refuse('6035', server.address)
  const certified = server.certificateFile !== undefined || isklm.certificate !== undefined
  return certified ? undefined : refuse('9127')
}

/** Refusal of chkeyserver before the changed server is validated. */
export function judgeKeyServerChange(
  { servers, isklm }: KeyServerFacts,
  reference: string,
  change: KeyServerChange,
): Refusal | undefined {
  const server = findByReference(servers, reference)
  if (!server) return refuse('5753', reference)
  const { name } = change
  if (name !== undefined && servers.some((other) => other !== server && other.name === name)) {
    return refuse('5758', name)
  }
  const place = { address: change.address ?? server.address, port: change.port ?? server.port }
  const moves = change.address !== undefined || change.port !== undefined
  if (moves && servers.some((other) => other !== server && isSamePlace(other, place))) {
    return refuse('6035', place.address)
  }
  const uncertified = change.certificateFile === null && isklm.certificate === undefined
  return uncertified ? refuse('9127') : undefined
}

/**
 * Refusal of rmkeyserver. `holders` are the ids of the servers that proved just now, in this very
 * command, that they hold the key in use: the last way in is never taken away.
 */
export function judgeKeyServerRemoval(
  { servers, isklm, rekey }: KeyServerFacts,
  reference: string,
  holders: readonly number[],
): Refusal | undefined {
  const server = findByReference(servers, reference)
  if (!server) return refuse('5753', reference)
  // The prepared key lies on the primary alone; without it the rekey could not be committed.
  if (server.primary && (rekey === 'prepared' || rekey === 'committing')) return refuse('8530')
  if (isklm.status !== 'enabled_active') return undefined
  return holders.some((id) => id !== server.id) ? undefined : refuse('9140')
}

/** Refusal of chkeyserverisklm. */
export function judgeIsklmChange(
  { servers, isklm, otherTypeEnabled }: KeyServerFacts,
  change: KeyServerTypeChange,
): Refusal | undefined {
  const ours = servers.filter(({ type }) => type === 'isklm')
  if (change.enabled === false) {
    if (isklm.status === 'disabled') return refuse('9062')
    return ours.length > 0 ? refuse('9061') : undefined
  }
  if (change.enabled === true && otherTypeEnabled) return refuse('9128')
  const needed = ours.some(({ certificate }) => certificate === undefined)
  return change.certificateFile === null && needed ? refuse('9127') : undefined
}
