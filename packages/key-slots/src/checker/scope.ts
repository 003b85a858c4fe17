import type { Machine } from './machine.ts'
import { realMachine } from './machine.ts'
import { States } from './states.ts'
import type { World } from './world.ts'

/**
 * How large a part of the world is explored. Each dimension multiplies, so scopes take a few at a
 * time.
 */
export interface Scope {
  readonly title: string
  /** Names that may be drawn, 1 to 6: each prepare takes one. */
  readonly names: number
  /** Key servers, 1 to 4; one is the primary. */
  readonly servers: number
  /** The second method, with its own keys, enable and disable. */
  readonly usb: boolean
  /** Requests of each server that may be on their way while something else happens. */
  readonly flying: number
  /** A secondary may become the primary. */
  readonly promotion: boolean
  /** One key server loses its data, once. */
  readonly disasters: boolean
  /** Backups of the primary are made; a server that lost its data may come back from them. */
  readonly backups: boolean
  /** An operator destroys or revokes our keys at the server. */
  readonly operator: boolean
  /** An older database of the storage system comes back, once. */
  readonly olderDatabase: boolean
  /** The administrator's word, commit -force, waivers, refused destroys. */
  readonly word: boolean
  /** The rescue command is given to a locked system. */
  readonly rescue: boolean
}

/** Ways in which a driver can be wrong; none is, unless a test says so. */
export interface DriverFaults {
  /** Acts on the new state before it is durable: a write that is not yet synced. */
  readonly actsFirst?: boolean
  /** Writes the slot record in a transaction after that of the state. */
  readonly writesSlotLater?: boolean
  /** Erases slot records in a transaction before that of the state. */
  readonly erasesSlotsFirst?: boolean
  /** Retires and destroys by identifier without comparing the Name. */
  readonly skipsNameCheck?: boolean
  /** Draws the lowest name that no key bears at the moment. */
  readonly reusesNames?: boolean
  /** Destroys every key of ours that the state does not name. */
  readonly sweepsUnlisted?: boolean
  /** Opens parked slots at a start. */
  readonly opensParked?: boolean
  /** Reports a proof that it did not make. */
  readonly provesNothing?: boolean
  /** Takes one server under two addresses for two holders. */
  readonly countsTwice?: boolean
  /** Names the other method as proven without having tried it. */
  readonly claimsOtherMethod?: boolean
  /** Reports a key whose identifier it never learned as absent without looking. */
  readonly settlesBlindly?: boolean
  /** Seals the new key's record under the current key's slot id. */
  readonly overwritesSlot?: boolean
}

/** One exploration. */
export interface Check {
  readonly scope: Scope
  readonly states: States
  readonly faults: DriverFaults
}

export const newCheck = (
  scope: Scope, machine: Machine = realMachine, faults: DriverFaults = {},
): Check => ({ scope, states: new States(machine), faults })

/** A system key can be wrapped by whoever has it, and made while there is none. */
export const canWrap = (check: Check, world: World): boolean =>
  world.unlocked || !check.states.holds(world.mem)

/** Takes each world that one move leads to. */
export type Emit = (label: string, world: World) => void
