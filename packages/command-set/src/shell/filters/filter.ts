import type { CliAnswer } from '../../execute/context.ts'

/** A text filter: its words without its name, and what came through the pipe. */
export type TextFilter = (argv: readonly string[], input: string) => CliAnswer

/** Lines without their ends. A last line that is not ended counts too. */
export function linesOf(input: string): string[] {
  if (input === '') return []
  const lines = input.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

export const output = (lines: readonly string[], exitCode = 0): CliAnswer =>
  ({ stdout: lines.map((line) => `${line}\n`).join(''), stderr: '', exitCode })

/** Exit code of filters that do not understand their words. */
const misused = 2

export const misuse = (filter: string, why: string): CliAnswer =>
  ({ stdout: '', stderr: `${filter}: ${why}\n`, exitCode: misused })

export interface FilterOptions {
  /** Letters that were given, `v` for -v, with their values, `true` without one. */
  readonly given: ReadonlyMap<string, string | true>
  readonly operands: readonly string[]
}

/**
 * Options in the manner of getopt: letters can be joined, a value follows at once or as the next
 * word. `valued` are the letters with a value; undefined for a letter that is neither.
 */
export function readOptions(
  argv: readonly string[],
  flags: string,
  valued: string,
): FilterOptions | undefined {
  const given = new Map<string, string | true>()
  const operands: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string
    if (word === '--') {
      operands.push(...argv.slice(at + 1))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word)
      continue
    }
    for (let letter = 1; letter < word.length; letter++) {
      const name = word.charAt(letter)
      if (valued.includes(name)) {
        const value = word.slice(letter + 1) || argv[++at]
        if (value === undefined) return undefined
        given.set(name, value)
        break
      }
      if (!flags.includes(name)) return undefined
      given.set(name, true)
    }
  }
  return { given, operands }
}
