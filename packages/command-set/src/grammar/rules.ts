import { refuse } from '../system/outcome.ts'
import type { Refusal } from '../system/outcome.ts'
import type { ParameterTable } from './parameter.ts'
import type { RawArguments } from './raw.ts'

/** What parameters of one command have to do with each other. */
export interface Rules<Name extends string> {
  /** Of each group at most one: 5713. */
  readonly exclusive?: readonly (readonly Name[])[]
  /** Of each group exactly one: 5707 for none, 5713 for two. */
  readonly exactlyOne?: readonly (readonly Name[])[]
  /** The first needs the second: 5731. */
  readonly companions?: readonly (readonly [Name, Name])[]
  /** Something to change has to be there: 5733. */
  readonly somethingToChange?: true
  /** These stand alone: 5713 with any other. */
  readonly alone?: readonly Name[]
}

/** What the command says about the object at the end of the line. */
export interface ObjectRule {
  /** What it is: `keyserver_id | keyserver_name`. */
  readonly word: string
  readonly required: boolean
}

/** Refusal of arguments that break a rule, before any value is looked at. */
export function judgeArguments(
  { given, object }: RawArguments,
  table: ParameterTable,
  rules: Rules<string>,
  objectRule: ObjectRule | undefined,
): Refusal | undefined {
  if (object !== undefined && objectRule === undefined) return refuse('6070')
  return judgeExclusive(given, rules)
    ?? judgeMissing(given, table, rules)
    ?? judgeCompanions(given, rules)
    ?? (rules.somethingToChange && changes(given) === 0 ? refuse('5733') : undefined)
    ?? (objectRule?.required && object === undefined ? refuse('5701') : undefined)
}

type Given = RawArguments['given']

const changes = (given: Given): number =>
  [...given.keys()].filter((name) => name !== 'nomsg').length

function judgeExclusive(given: Given, rules: Rules<string>): Refusal | undefined {
  for (const group of [...rules.exclusive ?? [], ...rules.exactlyOne ?? []]) {
    const [first, second] = group.filter((name) => given.has(name))
    if (first !== undefined && second !== undefined) {
      return refuse('5713', `-${first}`, `-${second}`)
    }
  }
  for (const loner of rules.alone ?? []) {
    const other = [...given.keys()].find((name) => name !== loner && name !== 'nomsg')
    if (given.has(loner) && other !== undefined) return refuse('5713', `-${loner}`, `-${other}`)
  }
  return undefined
}

function judgeMissing(
  given: Given,
  table: ParameterTable,
  rules: Rules<string>,
): Refusal | undefined {
  const missing = Object.entries(table)
    .filter(([name, { required }]) => required && !given.has(name))
    .map(([name]) => `-${name}`)
  const groups = (rules.exactlyOne ?? []).filter((group) => !group.some((name) => given.has(name)))
  if (groups.length > 0) missing.push(...groups.map((group) => `-${group.join(' | -')}`))
  if (missing.length === 0) return undefined
  return missing.length === 1 && groups.length === 0
    ? refuse('5705', missing[0] as string)
    : refuse('5707', missing.join(' '))
}

function judgeCompanions(given: Given, rules: Rules<string>): Refusal | undefined {
  const lonely = (rules.companions ?? [])
    .find(([name, companion]) => given.has(name) && !given.has(companion))
  return lonely && refuse('5731', `-${lonely[0]}`, `-${lonely[1]}`)
}
