import type { Part, ShellRefusal, Token, Word } from './lexer.ts'

/** Words of one command, before `$?` is put in. */
export type Words = readonly (readonly Part[])[]

/** Commands joined by pipes. The first may be anything, the rest are text filters. */
export interface Pipeline {
  readonly kind: 'pipeline'
  readonly stages: readonly Words[]
}

export interface Conditional {
  readonly kind: 'if'
  readonly condition: Sequence
  readonly then: Sequence
  readonly otherwise: Sequence | undefined
}

export interface Step {
  /** What stands before it: always run, or run if the former succeeded or failed. */
  readonly when: ';' | '&&' | '||'
  readonly command: Pipeline | Conditional
}

export type Sequence = readonly Step[]

/** Words that begin no command. */
const reserved = ['then', 'else', 'elif', 'fi']

/** `if`s inside each other. */
const maximumDepth = 8

/** A line as a sequence of commands. */
export function parseLine(tokens: readonly Token[]): Sequence | ShellRefusal {
  const parser = new Parser(tokens)
  const sequence = parser.sequence([], 0)
  if ('refused' in sequence) return sequence
  return parser.atEnd() ? sequence : parser.unexpected()
}

/** Recursive descent. Every method takes what it understands and answers a part or a refusal. */
class Parser {
  private readonly tokens: readonly Token[]
  private at = 0

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  atEnd(): boolean {
    return this.at >= this.tokens.length
  }

  unexpected(): ShellRefusal {
    const token = this.tokens[this.at]
    const shown = token === undefined ? 'end of line'
      : token.kind === 'operator' ? token.text
        : plain(token)
    return { refused: `syntax error near unexpected token \`${shown}'` }
  }

  /** Up to one of the reserved words `until`, which is not taken, or to the end. */
  sequence(until: readonly string[], depth: number): Sequence | ShellRefusal {
    const steps: Step[] = []
    let when: Step['when'] = ';'
    for (;;) {
      while (when === ';' && this.takeOperator(';'));
      if (this.atEnd() || this.isReserved(until)) {
        return when === ';' ? steps : this.unexpected()
      }
      const command = this.isReserved(['if']) ? this.conditional(depth) : this.pipeline()
      if ('refused' in command) return command
      steps.push({ when, command })
      if (this.takeOperator('&&')) when = '&&'
      else if (this.takeOperator('||')) when = '||'
      else if (this.takeOperator(';')) when = ';'
      else return steps
    }
  }

  private conditional(depth: number): Conditional | ShellRefusal {
    if (depth >= maximumDepth) return { refused: 'too many nested conditions' }
    this.at++
    const condition = this.block(['then'], depth)
    if ('refused' in condition) return condition
    const then = this.block(['else', 'fi'], depth)
    if ('refused' in then) return then
    const hasElse = this.tokens[this.at - 1]
    if (hasElse?.kind !== 'word' || plain(hasElse) === 'fi') {
      return { kind: 'if', condition, then, otherwise: undefined }
    }
    const otherwise = this.block(['fi'], depth)
    if ('refused' in otherwise) return otherwise
    return { kind: 'if', condition, then, otherwise }
  }

  /** A sequence that is not empty, and the reserved word behind it. */
  private block(until: readonly string[], depth: number): Sequence | ShellRefusal {
    const sequence = this.sequence(until, depth + 1)
    if ('refused' in sequence) return sequence
    if (sequence.length === 0 || !this.isReserved(until)) return this.unexpected()
    this.at++
    return sequence
  }

  private pipeline(): Pipeline | ShellRefusal {
    if (this.isReserved(reserved)) return this.unexpected()
    const stages: Words[] = []
    do {
      const words: (readonly Part[])[] = []
      for (let token = this.tokens[this.at]; token?.kind === 'word'; token = this.tokens[this.at]) {
        words.push(token.parts)
        this.at++
      }
      if (words.length === 0) return this.unexpected()
      stages.push(words)
    } while (this.takeOperator('|'))
    return { kind: 'pipeline', stages }
  }

  private takeOperator(text: string): boolean {
    const token = this.tokens[this.at]
    const found = token?.kind === 'operator' && token.text === text
    if (found) this.at++
    return found
  }

  private isReserved(words: readonly string[]): boolean {
    const token = this.tokens[this.at]
    return token?.kind === 'word' && !token.quoted && words.includes(plain(token))
  }
}

const plain = ({ parts }: Word): string =>
  parts.map((part) => (typeof part === 'string' ? part : '$?')).join('')
