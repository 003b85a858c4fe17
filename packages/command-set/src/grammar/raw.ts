import { refuse } from '../system/outcome.ts'
import type { Refusal } from '../system/outcome.ts'

/** A command's arguments before they are checked: the same from a command line and from REST. */
export interface RawArguments {
  /** By name without the hyphen; `true` for a parameter without a value. In the order given. */
  readonly given: ReadonlyMap<string, string | true>
  readonly object: string | undefined
}

/** Collects arguments and refuses what is given twice. */
export class ArgumentCollector {
  readonly given = new Map<string, string | true>()
  object: string | undefined

  add(name: string, value: string | true): Refusal | undefined {
    if (this.given.has(name)) return refuse('5737', `-${name}`)
    this.given.set(name, value)
    return undefined
  }

  addObject(object: string): Refusal | undefined {
    if (this.object !== undefined) return refuse('6070')
    this.object = object
    return undefined
  }
}
