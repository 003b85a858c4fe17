/** A piece of a word: text, or the place of `$?`. */
export type Part = string | { readonly status: true }

export interface Word {
  readonly kind: 'word'
  readonly parts: readonly Part[]
  /** A quoted word is never a reserved one: `"if"` is not `if`. */
  readonly quoted: boolean
}

export interface OperatorToken {
  readonly kind: 'operator'
  readonly text: ';' | '&&' | '||' | '|'
}

export type Token = Word | OperatorToken

/** What the shell says instead of running a line; the rest of `rbash: …`. */
export interface ShellRefusal {
  readonly refused: string
}

/** Characters that begin something this shell does not have: it is no host shell. */
const absent: Readonly<Record<string, string>> = {
  '`': 'command substitution',
  '<': 'redirection',
  '>': 'redirection',
  '(': 'subshells',
  ')': 'subshells',
}

/** Reads one line into words and operators. */
export function readTokens(line: string): readonly Token[] | ShellRefusal {
  const lexer = new Lexer(line)
  return lexer.read()
}

class Lexer {
  private readonly tokens: Token[] = []
  private readonly line: string
  private at = 0
  /** The word being read; undefined between words. An empty one is a word once it was quoted. */
  private parts: Part[] | undefined
  private quoted = false

  constructor(line: string) {
    this.line = line
  }

  read(): readonly Token[] | ShellRefusal {
    while (this.at < this.line.length) {
      const refusal = this.step(this.line.charAt(this.at))
      if (refusal !== undefined) return { refused: refusal }
    }
    this.endWord()
    return this.tokens
  }

  /** Takes at least one character; text of a refusal, or undefined. */
  private step(character: string): string | undefined {
    switch (character) {
      case ' ': case '\t': case '\r': return this.skipBlank()
      case '\n': case ';': return this.operator(';', 1)
      case '|': {
        const doubled = this.line[this.at + 1] === '|'
        return doubled ? this.operator('||', 2) : this.operator('|', 1)
      }
      case '&': {
        if (this.line[this.at + 1] === '&') return this.operator('&&', 2)
        return 'background commands are not available'
      }
      case '\'': return this.singleQuotes()
      case '"': return this.doubleQuotes()
      case '\\': return this.backslash()
      case '$': return this.dollar()
      default: {
        const what = absent[character]
        if (what !== undefined) return `${what} is not available`
        this.append(character)
        this.at++
        return undefined
      }
    }
  }

  private skipBlank(): undefined {
    this.endWord()
    this.at++
  }

  private operator(text: OperatorToken['text'], length: number): undefined {
    this.endWord()
    this.tokens.push({ kind: 'operator', text })
    this.at += length
  }

  private singleQuotes(): string | undefined {
    const end = this.line.indexOf('\'', this.at + 1)
    if (end < 0) return 'a quote is not closed'
    this.quote(this.line.slice(this.at + 1, end))
    this.at = end + 1
    return undefined
  }

  private doubleQuotes(): string | undefined {
    this.at++
    this.quote('')
    while (this.at < this.line.length) {
      const character = this.line.charAt(this.at)
      if (character === '"') {
        this.at++
        return undefined
      }
      const next = this.line.charAt(this.at + 1)
      if (character === '\\' && '"\\$`'.includes(next) && next !== '') {
        this.append(next)
        this.at += 2
      } else if (character === '`') {
        return 'command substitution is not available'
      } else if (character === '$') {
        const refusal = this.dollar()
        if (refusal !== undefined) return refusal
      } else {
        this.append(character)
        this.at++
      }
    }
    return 'a quote is not closed'
  }

  private backslash(): string | undefined {
    const next = this.line[this.at + 1]
    if (next === undefined) return 'nothing follows the last backslash'
    this.quote(next === '\n' ? '' : next)
    this.at += 2
    return undefined
  }

  /** `$?` is the one variable. A dollar that begins no name is a dollar. */
  private dollar(): string | undefined {
    const next = this.line.charAt(this.at + 1)
    if (next === '?') {
      this.parts = [...this.parts ?? [], { status: true }]
      this.at += 2
      return undefined
    }
    if (/[\w{(@*#!$-]/.test(next)) return 'variables and substitution are not available'
    this.append('$')
    this.at++
    return undefined
  }

  private quote(text: string): void {
    this.quoted = true
    this.append(text)
  }

  private append(text: string): void {
    const parts = this.parts ?? []
    const last = parts.at(-1)
    this.parts = typeof last === 'string' ? [...parts.slice(0, -1), last + text] : [...parts, text]
  }

  private endWord(): void {
    if (this.parts !== undefined) {
      this.tokens.push({ kind: 'word', parts: this.parts, quoted: this.quoted })
    }
    this.parts = undefined
    this.quoted = false
  }
}
