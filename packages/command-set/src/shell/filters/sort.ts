import { linesOf, misuse, output, readOptions } from './filter.ts'
import type { TextFilter } from './filter.ts'

interface Key {
  /** Fields, counted from 1. */
  readonly from: number
  readonly to: number
  readonly numeric: boolean
  readonly reverse: boolean
}

const usage = 'usage sort [-nruf] [-t C] [-k F]'

/** `sort [-nrufb] [-t C] [-k F[,F][nr]]`. Stable where keys are equal, then by the whole line. */
export const sort: TextFilter = (argv, input) => {
  const options = readOptions(argv, 'nrufbs', 'tk')
  if (!options || options.operands.length > 0) return misuse('sort', usage)
  const { given } = options
  const key = readKey(given.get('k'), given.has('n'), given.has('r'))
  if (!key) return misuse('sort', 'the key is not understood')
  const separator = given.get('t')
  const folds = given.has('f')
  const textOf = (line: string) => keyText(line, key, separator === true ? undefined : separator)
  const compare = (a: string, b: string): number => {
    const [left, right] = [textOf(a), textOf(b)]
    const order = key.numeric ? numberOf(left) - numberOf(right) : compareTexts(left, right, folds)
    return key.reverse ? -order : order
  }
  const lines = linesOf(input).sort((a, b) => compare(a, b) || (given.has('u') ? 0 : compareTexts(
    key.reverse ? b : a, key.reverse ? a : b, false)))
  return output(given.has('u')
    ? lines.filter((line, at) => at === 0 || compare(lines[at - 1] as string, line) !== 0)
    : lines)
}

function readKey(
  text: string | true | undefined,
  numeric: boolean,
  reverse: boolean,
): Key | undefined {
  if (typeof text !== 'string') return { from: 1, to: Infinity, numeric, reverse }
  const match = /^(\d+)([nrb]*)(?:,(\d+)([nrb]*))?$/.exec(text)
  if (!match) return undefined
  const [, from, before = '', to, after = ''] = match
  const letters = before + after
  return {
    from: Number(from),
    to: to === undefined ? Infinity : Number(to),
    numeric: numeric || letters.includes('n'),
    reverse: reverse || letters.includes('r'),
  }
}

function keyText(line: string, { from, to }: Key, separator: string | undefined): string {
  if (from === 1 && to === Infinity) return line
  const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator)
  return fields.slice(from - 1, to).join(separator ?? ' ')
}

const numberOf = (text: string): number => Number(/^\s*(-?\d*\.?\d+)/.exec(text)?.[1] ?? 0)

/** By code unit, as in the C locale. */
function compareTexts(a: string, b: string, folds: boolean): number {
  const [left, right] = folds ? [a.toUpperCase(), b.toUpperCase()] : [a, b]
  return left < right ? -1 : left > right ? 1 : 0
}
