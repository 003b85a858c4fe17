import { accept, refuse } from '../system/outcome.ts'
import type { Outcome, Refusal } from '../system/outcome.ts'
import type { ParameterTable } from './parameter.ts'
import { ArgumentCollector } from './raw.ts'
import type { RawArguments } from './raw.ts'

/**
 * Words behind the command's name, sorted into parameters and object.
 *
 * `-p value` and `-p=value` in any order; `-p=` gives the empty string. The word after `--` is the
 * object, even with a leading hyphen; `--` may also be the very last word.
 */
export function readArgv(words: readonly string[], table: ParameterTable): Outcome<RawArguments> {
  const collector = new ArgumentCollector()
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string
    if (word === '--') {
      const object = words[++at]
      if (object === undefined) break
      const refusal = collector.addObject(object)
      if (refusal) return refusal
      continue
    }
    if (!word.startsWith('-') || word === '-') {
      const refusal = collector.addObject(word)
      if (refusal) return refusal
      continue
    }
    const taken = readParameter(collector, word.slice(1), words[at + 1], table)
    if (typeof taken !== 'number') return taken
    at += taken
  }
  return accept({ given: collector.given, object: collector.object })
}

/** Takes one parameter; the number of further words used, or a refusal. */
function readParameter(
  collector: ArgumentCollector,
  text: string,
  next: string | undefined,
  table: ParameterTable,
): number | Refusal {
  const equals = text.indexOf('=')
  const name = equals < 0 ? text : text.slice(0, equals)
  const parameter = Object.hasOwn(table, name) ? table[name] : undefined
  if (parameter === undefined) return refuse('5709', `-${name}`)
  if (parameter.kind === 'flag') {
    if (equals >= 0) return refuse('5706', text.slice(equals + 1), `-${name}`)
    return collector.add(name, true) ?? 0
  }
  if (equals >= 0) return collector.add(name, text.slice(equals + 1)) ?? 0
  if (next === undefined || isParameterOf(table, next)) return refuse('5708', `-${name}`)
  return collector.add(name, next) ?? 1
}

const isParameterOf = (table: ParameterTable, word: string): boolean =>
  word === '--' || (word.startsWith('-') && Object.hasOwn(table, word.slice(1)))
