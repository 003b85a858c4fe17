// What happens outside of the storage system: requests arrive, servers replicate, are lost,
// restored, promoted; operators act on keys; databases come back.
import type { Check, Emit } from './scope.ts'
import type { Keys, World } from './world.ts'
import { hasMishap, mishap, pairsOf, withKey, withServer } from './world.ts'
import { arrived } from './actions.ts'

export function environmentMoves(check: Check, world: World, emit: Emit): void {
  const { scope } = check
  arrivals(check, world, emit)
  for (let at = 1; at < world.servers.length; at++) {
    replicate(world, at, emit)
    if (scope.promotion) promote(world, at, emit)
  }
  if (scope.backups) backUp(world, emit)
  if (scope.operator) operate(world, emit)
  if (scope.disasters && !hasMishap(world, mishap.disaster)) disasters(scope.backups, world, emit)
  if (scope.olderDatabase) databases(world, emit)
}

export function arrivals(check: Check, world: World, emit: Emit): void {
  for (const [at, { flying }] of world.servers.entries()) {
    const pairs = pairsOf(flying)
    for (const [place, request] of pairs.entries()) {
      if (pairs.indexOf(request) !== place) continue
      const landed = withServer(world, at, (server) => ({
        ...server, flying: pairs.filter((_, other) => other !== place).join(''),
      }))
      emit(`late ${request} arrives`, arrived(check, landed, at, request))
    }
  }
}

/** The secondary takes what the primary has, and drops nothing that the primary lacks. */
export function replicate(world: World, at: number, emit: Emit): void {
  const [primary] = world.servers
  const secondary = world.servers[at]
  if (primary === undefined || secondary === undefined) return
  const keys = merged(secondary.keys, primary.keys)
  if (keys === secondary.keys) return
  emit(`replication to ${at}`, withServer(world, at, (server) => ({ ...server, keys })))
}

const order = '.fxprd'
const merged = (own: Keys, sent: Keys): Keys => [...own]
  .map((each, index) => {
    const other = sent[index] ?? '.'
    return order.indexOf(other) > 2 && order.indexOf(other) > order.indexOf(each) ? other : each
  }).join('')

function promote(world: World, at: number, emit: Emit): void {
  const chosen = world.servers[at]
  if (chosen === undefined) return
  const others = world.servers.filter((_, index) => index !== at)
  emit(`promotion of ${at}`, { ...world, servers: [chosen, ...others] })
}

function backUp(world: World, emit: Emit): void {
  const keys = world.servers[0]?.keys ?? ''
  const backup = [...world.backup].map((each, i) => (keys[i] === 'p' ? 'p' : each)).join('')
  if (backup !== world.backup) emit('backup of the primary', { ...world, backup })
}

function operate(world: World, emit: Emit): void {
  const mishaps = world.mishaps | mishap.operator
  for (let index = 0; index < world.used; index++) {
    const there = world.servers[0]?.keys[index]
    if (there !== 'p') continue
    emit(`operator destroys k${index}`, { ...withKey(world, 0, index, 'd'), mishaps })
    emit(`operator revokes k${index}`, { ...withKey(world, 0, index, 'r'), mishaps })
  }
}

/**
 * A server comes back with nothing, or with what backups held when the first `kept` keys were all
 * there were. The identifiers of what it lost it may since have given to somebody else's keys.
 */
function disasters(backups: boolean, world: World, emit: Emit): void {
  const mishaps = world.mishaps | mishap.disaster
  for (const [at, { keys }] of world.servers.entries()) {
    for (let kept = backups ? world.used : 0; kept >= 0; kept--) {
      for (const lost of ['.', 'f']) {
        const restored = [...keys].map((each, index) => {
          if (index < kept && world.backup[index] === 'p') return 'p'
          return each === '.' ? each : lost
        }).join('')
        if (restored === keys) continue
        const next = withServer(world, at, () => ({ keys: restored, flying: '' }))
        emit(`server ${at} comes back with ${restored}`, { ...next, mishaps })
      }
    }
  }
}

function databases(world: World, emit: Emit): void {
  const { disk, slots, superseded, secured, copy } = world
  if (hasMishap(world, mishap.olderDatabase)) return
  if (copy === null) {
    const made = { disk, slots, superseded, secured }
    emit('copy of the database', { ...world, copy: made })
  } else {
    const mishaps = world.mishaps | mishap.olderDatabase
    emit('the copy is restored', {
      ...world, ...copy, copy: null, mem: -1, unlocked: false, mishaps,
    })
  }
}

/** For rest: nothing is on its way any more, and every server has what the primary has. */
export function settled(check: Check, world: World): World {
  let now = world
  const take: Emit = (_, next) => { now = next }
  while (now.servers.some(({ flying }) => flying !== '')) {
    const before = now
    arrivals(check, before, (label, next) => { if (now === before) take(label, next) })
  }
  for (let at = 1; at < now.servers.length; at++) replicate(now, at, take)
  return now
}
