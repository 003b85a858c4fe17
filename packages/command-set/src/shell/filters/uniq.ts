import { linesOf, misuse, output, readOptions } from './filter.ts'
import type { TextFilter } from './filter.ts'

/** `uniq [-cdui]`: equal lines that follow each other become one. */
export const uniq: TextFilter = (argv, input) => {
  const options = readOptions(argv, 'cdui', '')
  if (!options || options.operands.length > 0) return misuse('uniq', 'usage uniq [-cdui]')
  const { given } = options
  const same = (a: string, b: string) =>
    given.has('i') ? a.toLowerCase() === b.toLowerCase() : a === b
  const runs: { line: string; count: number }[] = []
  for (const line of linesOf(input)) {
    const last = runs.at(-1)
    if (last && same(last.line, line)) last.count++
    else runs.push({ line, count: 1 })
  }
  const shown = runs.filter(({ count }) =>
    (!given.has('d') || count > 1) && (!given.has('u') || count === 1))
  return output(shown.map(({ line, count }) =>
    (given.has('c') ? `${String(count).padStart(7)} ${line}` : line)))
}
