import type { CliAnswer } from '../execute/context.ts'
import { textFilters } from './filters/index.ts'
import { readTokens } from './lexer.ts'
import { parseLine } from './parser.ts'
import type { Conditional, Pipeline, Sequence, Words } from './parser.ts'

/** Runs one command of the command set, given as words. */
export type RunCommand = (argv: readonly string[]) => Promise<CliAnswer>

export interface LineAnswer extends CliAnswer {
  /** `exit` was run: the session is over. */
  readonly ended: boolean
}

/** Characters of one line at most. */
const maximumLine = 65_536

/** Exit codes of a shell: failed, cannot be understood, not there. */
const failed = 1
const misunderstood = 2

/**
 * Runs a line of the small shell that clients assume: `;`, `&&`, `||`, `true`, `echo`, quotes,
 * backslashes, `$?`, `if [ -f PATH ]; then …; fi`, and pipes into text filters. It is no host
 * shell: everything else is refused, before anything has run. `status` is that of the line before.
 */
export async function runLine(
  line: string,
  runCommand: RunCommand,
  status = 0,
): Promise<LineAnswer> {
  if (line.length > maximumLine) return refusal('the line is too long')
  const tokens = readTokens(line)
  if ('refused' in tokens) return refusal(tokens.refused)
  const sequence = parseLine(tokens)
  if ('refused' in sequence) return refusal(sequence.refused)
  const evaluation = new Evaluation(runCommand, status)
  await evaluation.sequence(sequence)
  return evaluation.answer()
}

const refusal = (why: string): LineAnswer =>
  ({ stdout: '', stderr: `rbash: ${why}\n`, exitCode: misunderstood, ended: false })

class Evaluation {
  private readonly runCommand: RunCommand
  private stdout = ''
  private stderr = ''
  private status: number
  private ended = false

  constructor(runCommand: RunCommand, status: number) {
    this.runCommand = runCommand
    this.status = status
  }

  answer(): LineAnswer {
    const { stdout, stderr, status, ended } = this
    return { stdout, stderr, exitCode: status, ended }
  }

  async sequence(steps: Sequence): Promise<void> {
    for (const { when, command } of steps) {
      if (this.ended) return
      const skipped = when === '&&' ? this.status !== 0 : when === '||' && this.status === 0
      if (skipped) continue
      if (command.kind === 'if') await this.conditional(command)
      else await this.pipeline(command)
    }
  }

  private async conditional({ condition, then, otherwise }: Conditional): Promise<void> {
    await this.sequence(condition)
    if (this.status === 0) return await this.sequence(then)
    this.status = 0
    if (otherwise) await this.sequence(otherwise)
  }

  private async pipeline({ stages: [first = [], ...filters] }: Pipeline): Promise<void> {
    const answer = await this.command(this.expand(first))
    let { stdout } = answer
    this.stderr += answer.stderr
    let status = answer.exitCode
    for (const words of filters) {
      const [name = '', ...argv] = this.expand(words)
      const filter = Object.hasOwn(textFilters, name) ? textFilters[name] : undefined
      const filtered = filter ? filter(argv, stdout) : notAFilter(name)
      stdout = filtered.stdout
      this.stderr += filtered.stderr
      status = filtered.exitCode
    }
    this.stdout += stdout
    this.status = status
  }

  private expand(words: Words): string[] {
    return words.map((parts) =>
      parts.map((part) => (typeof part === 'string' ? part : String(this.status))).join(''))
  }

  private async command(argv: string[]): Promise<CliAnswer> {
    const [name = '', ...rest] = argv
    switch (name) {
      case 'true': return silent(0)
      case 'false': return silent(failed)
      case 'echo': return { ...silent(0), stdout: echo(rest) }
      case '[': return fileTest(rest)
      case 'exit': {
        this.ended = true
        return silent(rest[0] === undefined ? this.status : Number(rest[0]) & 0xff)
      }
      default: {
        const filter = Object.hasOwn(textFilters, name) ? textFilters[name] : undefined
        return filter ? filter(rest, '') : await this.runCommand(argv)
      }
    }
  }
}

const silent = (exitCode: number): CliAnswer => ({ stdout: '', stderr: '', exitCode })

const echo = (words: readonly string[]): string =>
  words[0] === '-n' ? words.slice(1).join(' ') : `${words.join(' ')}\n`

const notAFilter = (name: string): CliAnswer =>
  ({ stdout: '', stderr: `rbash: ${name}: not a text filter\n`, exitCode: 127 })

/**
 * `[ -f PATH ]`: no file of the host is there, so a monitor that looks for a program to tell two
 * models apart takes the other model.
 */
function fileTest(words: readonly string[]): CliAnswer {
  const understood = words.length === 3 && words[0] === '-f' && words[2] === ']'
  if (understood) return silent(failed)
  return { stdout: '', stderr: 'rbash: [: only -f is available\n', exitCode: misunderstood }
}
