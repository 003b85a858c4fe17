import { linesOf, misuse, output, readOptions } from './filter.ts'
import type { TextFilter } from './filter.ts'
import { parseScript } from './sed-script.ts'
import type { Address, SedCommand } from './sed-script.ts'

/** `sed [-nE] SCRIPT` with the commands s, p, d and q, and addresses N, $, /PATTERN/ and A,B. */
export const sed: TextFilter = (argv, input) => {
  const options = readOptions(argv, 'nEr', 'e')
  const script = options?.given.get('e') ?? options?.operands[0]
  if (!options || typeof script !== 'string') return misuse('sed', 'usage sed [-nE] SCRIPT')
  const extra = options.operands.length - (options.given.has('e') ? 0 : 1)
  if (extra > 0) return misuse('sed', 'files are not available')
  const { given } = options
  const commands = parseScript(script, given.has('E') || given.has('r'))
  if (!commands) return misuse('sed', 'the script is not understood')
  return output(edit(linesOf(input), commands, !given.has('n')))
}

function edit(
  lines: readonly string[],
  commands: readonly SedCommand[],
  printsAll: boolean,
): string[] {
  const result: string[] = []
  const inRange = new Map<SedCommand, boolean>()
  for (const [at, original] of lines.entries()) {
    let line = original
    let deleted = false
    let quits = false
    for (const command of commands) {
      if (!applies(command, inRange, line, at + 1, at === lines.length - 1)) continue
      if (command.do === 's') {
        const changed = substitute(command, line)
        if (changed !== undefined && command.prints) result.push(changed)
        line = changed ?? line
      } else if (command.do === 'p') {
        result.push(line)
      } else {
        deleted = command.do === 'd'
        quits = command.do === 'q'
        break
      }
    }
    if (printsAll && !deleted) result.push(line)
    if (quits) break
  }
  return result
}

/** Does the address of a command hold here? Ranges remember where they are. */
function applies(
  command: SedCommand,
  inRange: Map<SedCommand, boolean>,
  line: string,
  number: number,
  isLast: boolean,
): boolean {
  const [from, to] = command.addresses
  if (from === undefined) return true
  const is = (address: Address) => address.kind === 'line' ? address.number === number
    : address.kind === 'last' ? isLast
      : address.matcher.find(line, 0) !== undefined
  if (to === undefined) return is(from)
  if (inRange.get(command)) {
    inRange.set(command, !(is(to) || (to.kind === 'line' && to.number <= number)))
    return true
  }
  if (!is(from)) return false
  inRange.set(command, !(to.kind === 'line' && to.number <= number))
  return true
}

/** The line with its matches replaced, or undefined if there are none. */
function substitute(
  { matcher, replacement, everywhere }: Extract<SedCommand, { do: 's' }>,
  line: string,
): string | undefined {
  let result = ''
  let from = 0
  let copied = 0
  let found = false
  while (from <= line.length) {
    const match = matcher.find(line, from)
    const [start, end] = match ?? []
    if (!match || start === undefined || end === undefined) break
    found = true
    const filled = replacement.map((piece) => {
      if (typeof piece === 'string') return piece
      const [first, last] = [match[piece.group * 2], match[piece.group * 2 + 1]]
      return first === undefined || last === undefined ? '' : line.slice(first, last)
    })
    result += line.slice(copied, start) + filled.join('')
    copied = end
    from = end > start ? end : end + 1
    if (!everywhere) break
  }
  return found ? result + line.slice(copied) : undefined
}
