import { linesOf, misuse, output } from './filter.ts'
import type { TextFilter } from './filter.ts'
import { readCount } from './head.ts'

/** `tail [-n N | -N]`; `-n +N` begins with line N. */
export const tail: TextFilter = (argv, input) => {
  const count = readCount(argv)
  if (count === undefined) return misuse('tail', 'usage tail [-n N]')
  const lines = linesOf(input)
  if (count.startsWith('+')) return output(lines.slice(Math.max(Number(count) - 1, 0)))
  const wanted = Math.abs(Number(count))
  return output(wanted === 0 ? [] : lines.slice(-wanted))
}
