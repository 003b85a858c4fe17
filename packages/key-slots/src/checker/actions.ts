// Each pending action, with everything that may become of it: it never arrives; it arrives and the
// reply is lost; it arrives later, or twice; it succeeds. A failure that the driver may merely wait
// out is no move.
import type { RekeyAction } from '../rekey/action.ts'
import type { RekeyEvent } from '../rekey/event.ts'
import { methods } from '../rekey/state.ts'
import type { Check, Emit } from './scope.ts'
import { canWrap } from './scope.ts'
import type { World } from './world.ts'
import {
  gives, hasMishap, holdersOf, identifierOf, indexOf, mishap, pairsOf, put, slotOpens, withFlying,
  withKey,
} from './world.ts'
import { isProvable } from './judge.ts'
import { persist } from './persist.ts'

type Of<Do extends RekeyAction['do']> = Extract<RekeyAction, { do: Do }>
type Obligation = Of<'activate' | 'retire' | 'destroy'>

export function actionMoves(check: Check, world: World, action: RekeyAction, emit: Emit): void {
  if (action.do === 'obtainKey') obtainKey(check, world, action, emit)
  else if (action.do === 'proveKey') proveKey(check, world, action, emit)
  else if (action.do === 'seekSecondHolder') seekSecondHolder(check, world, action, emit)
  else if (action.method === 'usb') fileObligation(check, world, action, emit)
  else obligation(check, world, action, emit)
}

function reportTo(check: Check, world: World, emit: Emit): (event: RekeyEvent) => void {
  return (event) => {
    for (const next of persist(check, world, event)) emit(labelOf(event), next)
  }
}

const labelOf = (event: RekeyEvent): string => {
  const outcome = event.type === 'obligationSettled' ? ` ${event.kind} ${event.outcome}` : ''
  const holders = 'holders' in event ? ` by ${event.holders.length}` : ''
  return `${event.type}${outcome}${'name' in event ? ` ${event.name}` : ''}${holders}`
}

/** Rule 1: an outside action exists only once the state that asks for it is durable. */
const asked = (check: Check, world: World, id: string): string | null =>
  check.states.pending(world.disk).some((action) => action.id === id)
    ? null
    : `"${id}" was sent, and the durable state does not ask for it`

function obtainKey(check: Check, world: World, action: Of<'obtainKey'>, emit: Emit): void {
  const { name, method } = action
  const index = indexOf(name)
  const report = reportTo(check, world, emit)
  const broken = asked(check, world, action.id)
  const there = method === 'usb' ? world.drives[index] : world.servers[0]?.keys[index]
  const flies = world.servers.some(({ flying }) => flying.includes(`c${index}`))
  const vacant = isVacant(check, there)
  if (vacant && method === 'usb') {
    emit(`file ${name} written`, { ...world, drives: put(world.drives, index, 'p'), broken })
  } else if (vacant && !flies) {
    const arrived = { ...withKey(world, 0, index, 'p'), broken }
    emit(`create ${name} arrives`, arrived)
    if (hasRoom(check, world, 0)) {
      emit(`create ${name} arrives, and will again`, withFlying(arrived, 0, `c${index}`))
      emit(`create ${name} flies`, withFlying({ ...world, broken }, 0, `c${index}`))
    }
    report({ type: 'obtainFailed', name, sent: false })
  }
  if (there === 'p' && canWrap(check, world)) {
    const unlocked = { ...world, unlocked: true }
    reportTo(check, unlocked, emit)({
      type: 'keyObtained', name, identifier: identifierOf(index),
    })
  }
  report({ type: 'obtainFailed', name, sent: true })
}

function proveKey(check: Check, world: World, action: Of<'proveKey'>, emit: Emit): void {
  const { method, slot, key } = action
  const index = indexOf(key.name)
  const report = reportTo(check, world, emit)
  const count = holdersOf(world, method, index)
  const primary = method === 'usb' ? count > 0 : gives(world.servers[0]?.keys ?? '', index)
  if ((primary && slotOpens(world, slot, index)) || check.faults.provesNothing === true) {
    const least = method === 'usb' ? 3 : 1
    report({ type: 'slotProven', name: key.name, holders: someHolders(least) })
    if (count > least) report({ type: 'slotProven', name: key.name, holders: someHolders(2) })
  }
  report({ type: 'proofFailed', name: key.name })
}

function seekSecondHolder(
  check: Check, world: World, { method, key }: Of<'seekSecondHolder'>, emit: Emit,
): void {
  const { name } = key
  const index = indexOf(name)
  const report = reportTo(check, world, emit)
  const count = holdersOf(world, method, index)
  if (count > 0) {
    const found = check.faults.countsTwice === true ? 2 : Math.min(count, 2)
    const holders = someHolders(found)
    report({ type: 'secondHolderProven', method, name, by: 'holders', holders })
  }
  if (method === 'keyServer' && world.backup[index] === 'p') {
    report({ type: 'secondHolderProven', method, name, by: 'backup', holders: [] })
  }
  const state = check.states.of(world.mem)
  if (methods.some((other) => other !== method && isProvable(world, other, state))) {
    report({ type: 'secondHolderProven', method, name, by: 'otherMethod', holders: [] })
  }
}

/** Which holders is of no matter to the machine, only how many. */
const someHolders = (count: number): readonly string[] => ['h0', 'h1', 'h2'].slice(0, count)

type Outcome = Extract<RekeyEvent, { type: 'obligationSettled' }>['outcome']

function settle(
  check: Check, world: World, { do: kind, name }: Obligation, outcome: Outcome, emit: Emit,
): void {
  reportTo(check, world, emit)({ type: 'obligationSettled', kind, name, outcome })
}

/** A file is found by its name, so there is nothing to compare. */
function fileObligation(check: Check, world: World, action: Obligation, emit: Emit): void {
  const index = indexOf(action.name)
  if (world.drives[index] === 'p') {
    emit(`file ${action.name} removed`, { ...world, drives: put(world.drives, index, '.') })
  } else {
    settle(check, world, action, 'absent', emit)
  }
}

/** At the first server with something at the identifier, or under the name when there is none. */
function obligation(check: Check, world: World, action: Obligation, emit: Emit): void {
  const { name, identifier, do: kind } = action
  const index = indexOf(name)
  const at = world.servers.findIndex(({ keys }) => keys[index] !== '.')
  const there = world.servers[at]?.keys[index] ?? '.'
  const blind = identifier === null && check.faults.settlesBlindly === true
  if (blind || there === '.' || (there === 'f' && identifier === null)) {
    settle(check, world, action, 'absent', emit)
  } else if (there === 'f') {
    foreignKey(check, world, action, at, emit)
  } else if (kind === 'activate' || !changes(kind, there)) {
    settle(check, world, action, 'done', emit)
  } else {
    const broken = asked(check, world, action.id)
    const request = `${kind[0]}${index}`
    emit(`${kind} ${name} arrives`, arrived(check, { ...world, broken }, at, request))
    if (hasRoom(check, world, at)) {
      emit(`${kind} ${name} flies`, withFlying({ ...world, broken }, at, request))
    }
    if (check.scope.word && kind === 'destroy') {
      const given = { ...world, forgotten: world.forgotten | (1 << index) }
      settle(check, given, action, 'refused', emit)
    }
  }
}

function foreignKey(check: Check, world: World, action: Obligation, at: number, emit: Emit): void {
  const { name, do: kind } = action
  if (check.faults.skipsNameCheck !== true || kind === 'activate') {
    settle(check, world, action, 'mismatch', emit)
    return
  }
  const broken = `${kind} of ${name} hit somebody else's key`
  emit(`${kind} ${name} arrives`, { ...withKey(world, at, indexOf(name), 'x'), broken })
}

/**
 * A name is drawn once, so a second key of that name is nobody's; unless the driver draws names
 * again.
 */
const isVacant = (check: Check, there: string | undefined): boolean =>
  there === '.' || (there === 'd' && check.faults.reusesNames === true)

const changes = (kind: 'retire' | 'destroy', there: string): boolean =>
  there === 'p' || (kind === 'destroy' && there === 'r')

const hasRoom = (check: Check, world: World, at: number): boolean =>
  pairsOf(world.servers[at]?.flying ?? '').length < check.scope.flying

/**
 * A request reaches the server at `at`: the key changes, and what must not be touched is judged.
 */
export function arrived(check: Check, world: World, at: number, request: string): World {
  const index = Number(request[1])
  const there = world.servers[at]?.keys[index] ?? '.'
  if (request[0] === 'c') return isVacant(check, there) ? withKey(world, at, index, 'p') : world
  const kind = request[0] === 'r' ? 'retire' : 'destroy'
  if (!changes(kind, there)) return world
  const next = withKey(world, at, index, kind === 'retire' ? 'r' : 'd')
  const broken = world.broken ?? judgeLoss(check, world, kind, index)
  return { ...next, broken }
}

/**
 * No request of ours, however late, takes a key away that a slot still needs. A restored older
 * database may need what its later self gave up.
 */
function judgeLoss(check: Check, world: World, kind: string, index: number): string | null {
  if (hasMishap(world, mishap.olderDatabase)) return null
  const { machine } = check.states
  const state = check.states.of(world.disk)
  const needed = [...machine.unlockingSlots(state), ...machine.rescueSlots(state)]
  const hit = needed.find(({ key }) => indexOf(key.name) === index)
  if (hit === undefined) return null
  return `${kind} of ${hit.key.name} arrived while slot ${hit.slot} needs it`
}
