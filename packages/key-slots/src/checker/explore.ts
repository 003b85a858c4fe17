// Breadth first over every world that a scope can reach. The first world that breaks an invariant
// ends the search, so the path to it is a shortest one.
import { initialState } from '../rekey/state.ts'
import type { Machine } from './machine.ts'
import { realMachine } from './machine.ts'
import type { Check, DriverFaults, Scope } from './scope.ts'
import { newCheck } from './scope.ts'
import type { World } from './world.ts'
import { keyOf, noSlots } from './world.ts'
import { Invariants } from './invariants.ts'
import { Rest } from './rest.ts'
import { driverMoves } from './driver.ts'
import { environmentMoves } from './environment.ts'

export interface Outcome {
  readonly title: string
  readonly worlds: number
  readonly moves: number
  /** Distinct states of the machine. */
  readonly states: number
  /** The invariant that does not hold, as a sentence; null when all do. */
  readonly broken: string | null
  /** The moves that lead to the broken world. */
  readonly path: readonly string[]
}

export function explore(
  scope: Scope, machine: Machine = realMachine, faults: DriverFaults = {},
): Outcome {
  const check = newCheck(scope, machine, faults)
  const invariants = new Invariants(check)
  const rest = new Rest(check)
  const known = new Map<string, number>()
  const queue: (World | null)[] = []
  const parents: number[] = []
  const labels: string[] = []
  let moves = 0
  const add = (label: string, world: World, parent: number): void => {
    const key = keyOf(world) + (world.broken ?? '')
    if (known.has(key)) return
    known.set(key, queue.length)
    queue.push(world)
    parents.push(parent)
    labels.push(label)
  }
  add('start', startOf(check), -1)
  const outcome = (broken: string | null, place: number): Outcome => ({
    title: scope.title,
    worlds: queue.length,
    moves,
    states: check.states.count,
    broken,
    path: pathTo(place, parents, labels),
  })
  for (let place = 0; place < queue.length; place++) {
    const world = queue[place] as World
    const broken = invariants.broken(world) ?? rest.broken(world)
    if (broken !== null) return outcome(broken, place)
    const emit = (label: string, next: World): void => {
      moves++
      add(label, next, place)
    }
    driverMoves(check, world, emit)
    environmentMoves(check, world, emit)
    queue[place] = null
  }
  return outcome(null, 0)
}

/** Encryption is enabled with every method of the scope, and no key was ever made. */
function startOf(check: Check): World {
  const { scope, states } = check
  const on = { enabled: true, current: null, parked: [] }
  const off = { enabled: false, current: null, parked: [] }
  const disk = states.idOf({
    ...initialState, methods: { keyServer: on, usb: scope.usb ? on : off },
  })
  // One name more than may be drawn: the rekey that every world at rest must still be able to do.
  const keys = '.'.repeat(scope.names + 1)
  return {
    disk,
    slots: noSlots,
    mem: disk,
    unlocked: false,
    servers: Array.from({ length: scope.servers }, () => ({ keys, flying: '' })),
    drives: keys,
    backup: keys,
    used: 0,
    copy: null,
    superseded: 0,
    forgotten: 0,
    secured: false,
    mishaps: 0,
    broken: null,
  }
}

function pathTo(
  place: number, parents: readonly number[], labels: readonly string[],
): readonly string[] {
  const path: string[] = []
  for (let at = place; at > 0; at = parents[at] ?? 0) path.unshift(labels[at] ?? '')
  return path
}
