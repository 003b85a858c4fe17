import { compilePattern } from '../regex/matcher.ts'
import type { Matcher } from '../regex/matcher.ts'
import { linesOf, misuse, output, readOptions } from './filter.ts'
import type { FilterOptions, TextFilter } from './filter.ts'

const usage = 'usage grep [-ivcnEFoqwx] PATTERN'

/** `grep [-ivcnEFoqwx] [-e] PATTERN`. Exit code 1 when no line matches. */
export const grep: TextFilter = (argv, input) => {
  const options = readOptions(argv, 'ivcnEFGoqwx', 'em')
  const text = options?.given.get('e') ?? options?.operands[0]
  if (!options || typeof text !== 'string') return misuse('grep', usage)
  const extra = options.operands.length - (options.given.has('e') ? 0 : 1)
  if (extra > 0) return misuse('grep', 'files are not available')
  const { given } = options
  const dialect = given.has('F') ? 'fixed' : given.has('E') ? 'extended' : 'basic'
  const matcher = compilePattern(text, dialect, given.has('i'))
  if (!matcher) return misuse('grep', 'the pattern is not understood')
  return search(linesOf(input), matcher, options)
}

function search(lines: readonly string[], matcher: Matcher, { given }: FilterOptions) {
  const limit = given.has('m') ? Number(given.get('m')) : Infinity
  const found: string[] = []
  let count = 0
  for (const [at, line] of lines.entries()) {
    if (count >= limit) break
    const spans = matches(line, matcher, given.has('w'), given.has('x'))
    if ((spans.length > 0) === given.has('v')) continue
    count++
    const shown = given.has('o') ? spans.map(([from, to]) => line.slice(from, to)) : [line]
    found.push(...shown.map((text) => (given.has('n') ? `${at + 1}:${text}` : text)))
  }
  const exitCode = count > 0 ? 0 : 1
  if (given.has('q')) return output([], exitCode)
  return output(given.has('c') ? [String(count)] : found, exitCode)
}

/** Spans of a line that match, as whole words or as the whole line where that is asked. */
function matches(
  line: string,
  matcher: Matcher,
  asWord: boolean,
  asLine: boolean,
): [number, number][] {
  const spans: [number, number][] = []
  for (let from = 0; from <= line.length;) {
    const [start, end] = matcher.find(line, from) ?? []
    if (start === undefined || end === undefined) break
    const isWord = !/\w/.test(line.charAt(start - 1)) && !/\w/.test(line.charAt(end))
    const isLine = start === 0 && end === line.length
    if ((!asWord || isWord) && (!asLine || isLine)) spans.push([start, end])
    from = end > start ? end : end + 1
  }
  return spans
}
