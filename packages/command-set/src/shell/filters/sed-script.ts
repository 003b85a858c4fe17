import { compilePattern } from '../regex/matcher.ts'
import type { Matcher } from '../regex/matcher.ts'

export type Address =
  | { readonly kind: 'line'; readonly number: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'pattern'; readonly matcher: Matcher }

interface Addressed {
  /** None, one, or a range of two. */
  readonly addresses: readonly Address[]
}

export type SedCommand =
  | (Addressed & { readonly do: 'p' | 'd' | 'q' })
  | (Addressed & {
    readonly do: 's'
    readonly matcher: Matcher
    readonly replacement: readonly (string | { readonly group: number })[]
    readonly everywhere: boolean
    readonly prints: boolean
  })

/** Commands of a sed script, parted by `;` or line ends. Undefined if it is not understood. */
export function parseScript(script: string, extended: boolean): SedCommand[] | undefined {
  const reader = new ScriptReader(script, extended)
  const commands: SedCommand[] = []
  while (!reader.skipToCommand()) {
    const command = reader.command()
    if (!command) return undefined
    commands.push(command)
  }
  return commands
}

class ScriptReader {
  private readonly script: string
  private readonly dialect: 'basic' | 'extended'
  private at = 0

  constructor(script: string, extended: boolean) {
    this.script = script
    this.dialect = extended ? 'extended' : 'basic'
  }

  /** Skips what parts commands; true at the end of the script. */
  skipToCommand(): boolean {
    while (/[\s;]/.test(this.script.charAt(this.at))) this.at++
    return this.at >= this.script.length
  }

  command(): SedCommand | undefined {
    const addresses: Address[] = []
    do {
      const address = this.address()
      if (address === null) return undefined
      if (address) addresses.push(address)
    } while (addresses.length === 1 && this.take(','))
    while (this.take(' '));
    const letter = this.script.charAt(this.at++)
    if (letter === 's') return this.substitution(addresses)
    if (letter !== 'p' && letter !== 'd' && letter !== 'q') return undefined
    return this.atCommandEnd() ? { do: letter, addresses } : undefined
  }

  private substitution(addresses: readonly Address[]): SedCommand | undefined {
    const separator = this.script.charAt(this.at++)
    if (separator === '' || separator === '\\' || separator === '\n') return undefined
    const pattern = this.until(separator)
    const text = this.until(separator)
    if (pattern === undefined || text === undefined) return undefined
    let flags = ''
    while (/[gpiI]/.test(this.script.charAt(this.at))) flags += this.script.charAt(this.at++)
    const matcher = compilePattern(pattern, this.dialect, /i/i.test(flags))
    if (!matcher || !this.atCommandEnd()) return undefined
    return {
      do: 's',
      addresses,
      matcher,
      replacement: readReplacement(text),
      everywhere: flags.includes('g'),
      prints: flags.includes('p'),
    }
  }

  /** An address; undefined where there is none, null where it is not understood. */
  private address(): Address | undefined | null {
    if (this.take('$')) return { kind: 'last' }
    if (this.take('/')) {
      const pattern = this.until('/')
      const matcher = pattern === undefined
        ? undefined
        : compilePattern(pattern, this.dialect, this.take('I'))
      return matcher ? { kind: 'pattern', matcher } : null
    }
    let digits = ''
    while (/\d/.test(this.script.charAt(this.at))) digits += this.script.charAt(this.at++)
    return digits === '' ? undefined : { kind: 'line', number: Number(digits) }
  }

  /** Text up to a separator without a backslash; an escaped separator loses its backslash. */
  private until(separator: string): string | undefined {
    let text = ''
    for (; this.at < this.script.length; this.at++) {
      const character = this.script.charAt(this.at)
      if (character === separator) {
        this.at++
        return text
      }
      if (character === '\\') {
        const next = this.script.charAt(++this.at)
        text += next === separator ? next : `\\${next}`
      } else {
        text += character
      }
    }
    return undefined
  }

  private take(character: string): boolean {
    const found = this.script[this.at] === character
    if (found) this.at++
    return found
  }

  private atCommandEnd(): boolean {
    while (this.take(' '));
    return this.at >= this.script.length || /[;\n]/.test(this.script.charAt(this.at))
  }
}

/** `&` and `\0` to `\9` are groups; a backslash before anything else is dropped. */
function readReplacement(text: string): (string | { readonly group: number })[] {
  return [...text.matchAll(/\\(.)|&|[^\\&]+|\\$/gs)].map(([whole, escaped]) => {
    if (whole === '&') return { group: 0 }
    if (escaped === undefined) return whole
    if (/\d/.test(escaped)) return { group: Number(escaped) }
    return escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped
  })
}
