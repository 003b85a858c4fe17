import { accept, refuse } from '../system/outcome.ts'
import type { Outcome, Refusal } from '../system/outcome.ts'
import { readArgv } from './argv.ts'
import type { ParameterTable } from './parameter.ts'
import { ArgumentCollector } from './raw.ts'
import type { RawArguments } from './raw.ts'

/** A JSON object of a request: parameters by name without the hyphen. */
export type RestBody = Readonly<Record<string, unknown>>

/**
 * Arguments of a REST request: decoded path segments behind the command, and the body. Segments
 * with a hyphen are parameters, `-p value` pairs among them; the rest is the object. `false` and
 * `null` in the body mean not given.
 */
export function readRest(
  segments: readonly string[],
  body: RestBody,
  table: ParameterTable,
): Outcome<RawArguments> {
  const path = readArgv(segments, table)
  if (!path.ok) return path
  const collector = new ArgumentCollector()
  for (const [name, value] of path.value.given) collector.given.set(name, value)
  collector.object = path.value.object
  for (const [name, value] of Object.entries(body)) {
    if (value === false || value === null) continue
    const refusal = addEntry(collector, name, value, table)
    if (refusal) return refusal
  }
  return accept({ given: collector.given, object: collector.object })
}

function addEntry(
  collector: ArgumentCollector,
  name: string,
  value: unknown,
  table: ParameterTable,
): Refusal | undefined {
  const shown = `-${name}`
  const parameter = Object.hasOwn(table, name) ? table[name] : undefined
  if (parameter === undefined) return refuse('5709', shown)
  if (parameter.kind === 'flag') {
    if (value === true) return collector.add(name, true)
    return refuse('5706', typeof value === 'string' ? value : '', shown)
  }
  if (value === true) return refuse('5708', shown)
  if (typeof value !== 'string' && typeof value !== 'number') return refuse('5729', shown)
  return collector.add(name, String(value))
}
