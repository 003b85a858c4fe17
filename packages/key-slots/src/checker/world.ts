// A world: what a power cut leaves (the database, the providers, requests still on their way), what
// it does not (the state in memory, the system key), and what the checker remembers in order to
// judge (the ghosts).
import type { Method } from '../rekey/state.ts'

/**
 * The keys of a provider, one character for each name in the order in which names were drawn:
 * - `.` not there, `p` present, `r` retired, `d` destroyed
 * - `f` the identifier is now somebody else's key, `x` that key was hit by a request of ours
 */
export type Keys = string

export interface Server {
  readonly keys: Keys
  /**
   * Requests that may arrive at any time: pairs of `c`reate, `r`etire, `d`estroy and a key's digit,
   * sorted.
   */
  readonly flying: string
}

export interface World {
  /** Id of the durable state. */
  readonly disk: number
  /** The key slot records: at each slot id the digit of the key that opens it, or `-`. */
  readonly slots: string
  /** Id of the state that the process acts on; -1: no process. */
  readonly mem: number
  /** The process has the system key. */
  readonly unlocked: boolean
  /** The primary first; the others in any order, so they are sorted. */
  readonly servers: readonly Server[]
  readonly drives: Keys
  /** What backups of key servers hold, in all. */
  readonly backup: Keys
  /** How many names were drawn. */
  readonly used: number
  /** An older copy of the database: disk, slots and ghosts; null: none was made. */
  readonly copy: Pick<World, 'disk' | 'slots' | 'superseded' | 'secured'> | null
  /** Ghosts. Bit sets of keys: replaced by a commit; forgotten by disable or waived. */
  readonly superseded: number
  readonly forgotten: number
  /** A current key had a second holder, and no method was disabled since. */
  readonly secured: boolean
  /** What went wrong outside; see `Mishap`. */
  readonly mishaps: number
  /** What this move broke; null: nothing. */
  readonly broken: string | null
}

/** What happened to the world that excuses some invariants. Bits of `World.mishaps`. */
export const mishap = {
  /** An operator destroyed or revoked one of our keys at the server. */
  operator: 1,
  /** A key server lost its data, or was restored from a backup. */
  disaster: 2,
  /** An older database of the system was restored. */
  olderDatabase: 4,
  /** The administrator gave their word, or insisted. */
  word: 8,
} as const

export const slotCapacity = 10
export const noSlots = '-'.repeat(slotCapacity)

export const put = (text: string, index: number, character: string): string =>
  text.slice(0, index) + character + text.slice(index + 1)

/** A key's digit is the number in its name: `k3` is key 3. */
export const indexOf = (name: string): number => Number(name.slice(1))
export const nameOf = (index: number): string => `k${index}`
export const identifierOf = (index: number): string => `u${index}`

export const hasMishap = (world: World, bit: number): boolean => (world.mishaps & bit) !== 0

/** A retired key is deactivated, not gone: a provider still gives it. */
export const gives = (keys: Keys, index: number): boolean =>
  keys[index] === 'p' || keys[index] === 'r'

/** How many of a method's providers give the key `index` now; for drives, all three or none. */
export function holdersOf(world: World, method: Method, index: number): number {
  if (method === 'usb') return gives(world.drives, index) ? 3 : 0
  return world.servers.reduce((sum, { keys }) => sum + (gives(keys, index) ? 1 : 0), 0)
}

export const isFetchable = (world: World, index: number): boolean =>
  gives(world.drives, index) || holdersOf(world, 'keyServer', index) > 0

/**
 * Is the key safe somewhere? A retired one counts only after an older database was restored: what
 * the machine gave up may be destroyed by any retention policy.
 */
export function isSafe(world: World, index: number): boolean {
  const retiredToo = hasMishap(world, mishap.olderDatabase)
  const keeps = (keys: Keys): boolean =>
    keys[index] === 'p' || (retiredToo && keys[index] === 'r')
  return keeps(world.drives) || world.servers.some(({ keys }) => keeps(keys))
}

/** Does the record of this slot exist, and was it sealed with this key? */
export const slotOpens = (world: World, slot: number, index: number): boolean =>
  world.slots[slot] === String(index)

export const withServer = (
  world: World, at: number, change: (server: Server) => Server,
): World => ({
  ...world,
  servers: world.servers.map((server, index) => (index === at ? change(server) : server)),
})

export const withKey = (world: World, at: number, index: number, character: string): World =>
  withServer(world, at, (server) => ({ ...server, keys: put(server.keys, index, character) }))

/** Adds a request to those on their way to the server at `at`. */
export const withFlying = (world: World, at: number, request: string): World =>
  withServer(world, at, (server) =>
    ({ ...server, flying: [...pairsOf(server.flying), request].sort().join('') }))

export const pairsOf = (flying: string): readonly string[] => flying.match(/../g) ?? []

/**
 * The world as text: equal worlds give equal text. Secondaries are sorted: they play the same part.
 */
export function keyOf(world: World): string {
  const [primary, ...secondaries] = world.servers.map(({ keys, flying }) => `${keys}${flying}`)
  secondaries.sort()
  const { copy } = world
  const copied = copy === null ? '' : Object.values(copy).join()
  return `${world.disk},${world.mem},${world.unlocked ? 1 : 0}${world.secured ? 1 : 0},${world.slots
  }|${primary}|${secondaries.join('/')}|${world.drives}|${world.backup}|${world.used
  },${world.superseded},${world.forgotten},${world.mishaps}|${copied}`
}
