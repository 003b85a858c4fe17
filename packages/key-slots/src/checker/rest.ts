// Liveness: from every world, once the providers answer, the pending actions lead to rest, and a
// whole further rekey succeeds. The way there is one fixed choice among the moves of the driver.
import type { RekeyEvent } from '../rekey/event.ts'
import type { Method, RekeyState } from '../rekey/state.ts'
import { methods } from '../rekey/state.ts'
import { heldSlots } from '../rekey/change.ts'
import type { Check } from './scope.ts'
import { canWrap } from './scope.ts'
import type { World } from './world.ts'
import { gives, hasMishap, holdersOf, indexOf, keyOf, mishap, nameOf } from './world.ts'
import { persist } from './persist.ts'
import { actionMoves } from './actions.ts'
import { boot, unlock } from './driver.ts'
import { settled } from './environment.ts'

/** No way to rest is longer. */
const maxMoves = 60

/** What the driver prefers to happen, best first; what is not named is no progress. */
const progress = [
  /^keyObtained/, /^create \S+ arrives$/, /^file/, /^slotProven .* by [23]/, /^slotProven/,
  /^secondHolderProven/, /^obligationSettled \w+ (done|absent|mismatch)/,
  /^(retire|destroy) \S+ arrives/,
  /^obtainFailed/, /^proofFailed/,
]

export class Rest {
  readonly #check: Check
  /** Keys of worlds from which all is known to go well. */
  readonly #good = new Set<string>()

  constructor(check: Check) {
    this.#check = check
  }

  /** Why the world does not come to rest, or what is wrong there; null when all is well. */
  broken(world: World): string | null {
    const seen: string[] = []
    const rested = this.#toRest(world, seen)
    if (typeof rested === 'string') return rested
    const broken = rested === null ? null : this.#atRest(rested)
    if (broken === null) for (const key of seen) this.#good.add(key)
    return broken
  }

  /** The world at rest with no rekey open; null when a good world was met; or what is wrong. */
  #toRest(world: World, seen: string[]): World | string | null {
    let now = this.#awake(world)
    for (let moves = 0; moves < maxMoves; moves++) {
      const key = keyOf(now)
      if (this.#good.has(key)) return null
      seen.push(key)
      const next = this.#progress(now) ?? this.#cancelled(now)
      if (next === null) return now
      if (next.broken !== null) return next.broken
      now = settled(this.#check, next)
    }
    return 'it does not come to rest'
  }

  /** Started, with all servers up and nothing on its way, and unlocked if any key is left. */
  #awake(world: World): World {
    const check = this.#check
    let now = settled(check, world)
    if (now.mem < 0) boot(check, now, (_, next) => { if (next.mem >= 0) now = next })
    const locked = now
    const scope = { ...check.scope, rescue: true }
    unlock({ ...check, scope }, locked, check.states.of(locked.mem), (_, next) => {
      if (now === locked && next.broken === null && next.mem >= 0) now = next
    })
    return now
  }

  #progress(world: World): World | null {
    for (const action of this.#check.states.pending(world.mem)) {
      let best = progress.length
      let chosen: World | null = null
      actionMoves(this.#check, world, action, (label, next) => {
        const rank = progress.findIndex((pattern) => pattern.test(label))
        if (rank >= 0 && rank < best && next.mem >= 0 && !isSame(world, next)) {
          best = rank
          chosen = next
        }
      })
      if (chosen !== null) return chosen
    }
    return null
  }

  #cancelled(world: World): World | null {
    const { rekey } = this.#check.states.of(world.mem)
    if (rekey?.phase !== 'prepared') return null
    return this.#command(world, { type: 'cancel', method: rekey.method })
  }

  #command(world: World, event: RekeyEvent): World | null {
    return persist(this.#check, world, event).find(({ mem }) => mem >= 0) ?? null
  }

  #atRest(world: World): string | null {
    const state = this.#check.states.of(world.mem)
    if (state.rekey !== null) return `it rests in ${state.rekey.phase}`
    if (state.obligations.length > 0) return `it rests with ${state.obligations[0]?.kind} to do`
    return this.#oldKeys(world, state) ?? this.#secondHolder(world, state)
      ?? methods.map((method) => this.#nextRekey(world, method)).find((each) => each !== null)
      ?? null
  }

  /**
   * A key that was given up was retired at the primary, unless another became primary without
   * knowing.
   */
  #oldKeys(world: World, state: RekeyState): string | null {
    if (this.#check.scope.promotion) return null
    if (hasMishap(world, mishap.disaster | mishap.olderDatabase)) return null
    const named = heldSlots(state).map(({ key }) => indexOf(key.name))
    for (let index = 0; index < world.used; index++) {
      const old = (world.superseded & ~world.forgotten & (1 << index)) !== 0
      if (old && !named.includes(index) && world.servers[0]?.keys[index] === 'p') {
        return `k${index} was replaced and never retired`
      }
    }
    return null
  }

  /** Where two servers have the current key, nothing stays parked. */
  #secondHolder(world: World, state: RekeyState): string | null {
    for (const method of methods) {
      const { current, parked } = state.methods[method]
      if (current === null || parked.length === 0) continue
      if (holdersOf(world, method, indexOf(current.key.name)) >= 2) {
        return `${parked[0]?.key.name} stays parked although ${current.key.name} has two holders`
      }
    }
    return null
  }

  /**
   * An unlocked system whose keys may all be gone can still be given a new one: that is the rescue
   * of rule 6.
   */
  #nextRekey(world: World, method: Method): string | null {
    const before = this.#check.states.of(world.mem)
    if (!before.methods[method].enabled) return null
    if (!canWrap(this.#check, world)) return null
    const name = nameOf(this.#check.scope.names)
    const index = indexOf(name)
    let now = this.#command(world, { type: 'prepare', method, name })
    for (const phase of ['prepare', 'commit'] as const) {
      for (let moves = 0; now !== null && moves < maxMoves; moves++) {
        const { rekey } = this.#check.states.of(now.mem)
        if (rekey === null || rekey.phase === 'prepared') break
        now = this.#progress(now)
      }
      if (now === null) return `${method} cannot ${phase} again`
      if (phase === 'prepare') now = this.#command(now, { type: 'commit', method, force: false })
    }
    if (now === null) return `${method} cannot commit again`
    const { current } = this.#check.states.of(now.mem).methods[method]
    const there = method === 'usb' ? now.drives : now.servers[0]?.keys ?? ''
    return current?.key.name === name && gives(there, index)
      ? now.broken
      : `${method} does not get a new key`
  }
}

const isSame = (a: World, b: World): boolean => keyOf(a) === keyOf(b)
