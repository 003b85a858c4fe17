import { linesOf, misuse, output } from './filter.ts'
import type { TextFilter } from './filter.ts'

const defaultLines = 10

/**
 * The count of `-n N`, `-nN` or `-N`, with its sign where it has one; undefined for words that are
 * not understood.
 */
export function readCount(argv: readonly string[]): string | undefined {
  if (argv.length === 0) return String(defaultLines)
  const match = /^-(?:n ?([+-]?\d+)|(\d+))$/.exec(argv.join(' '))
  return match?.[1] ?? match?.[2]
}

/** `head [-n N | -N]`; a negative N of -n leaves the last N out. */
export const head: TextFilter = (argv, input) => {
  const count = readCount(argv)
  if (count === undefined) return misuse('head', 'usage head [-n N]')
  return output(linesOf(input).slice(0, Number(count)))
}
