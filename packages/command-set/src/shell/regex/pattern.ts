/** A set of characters: does it hold this UTF-16 code unit? */
export type CharacterTest = (unit: number) => boolean

/** A regular expression as a tree. */
export type Pattern =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'start' | 'end' | 'wordEdge' }
  | { readonly kind: 'group'; readonly index: number; readonly inner: Pattern }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly inner: Pattern; readonly min: number; readonly max: number }

/** basic: grep and sed. extended: with -E. fixed: with -F, no special characters at all. */
export type Dialect = 'basic' | 'extended' | 'fixed'

/** Repetitions in braces, and characters of a pattern. */
const maximumRepeat = 255
const maximumLength = 1024

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  digit: /[0-9]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\r\v\f]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
}

/** Tree of a POSIX regular expression, or undefined if it cannot be understood. */
export function parsePattern(
  text: string,
  dialect: Dialect,
  ignoreCase: boolean,
): Pattern | undefined {
  if (text.length > maximumLength) return undefined
  return new PatternParser(text, dialect, ignoreCase).parse()
}

/** In the basic dialect these are special behind a backslash, in the extended one without it. */
const switched = '+?|(){}'

class PatternParser {
  private readonly characters: readonly string[]
  private readonly dialect: Dialect
  private readonly ignoreCase: boolean
  private at = 0
  private groups = 0
  private broken = false

  constructor(text: string, dialect: Dialect, ignoreCase: boolean) {
    this.characters = text.split('')
    this.dialect = dialect
    this.ignoreCase = ignoreCase
  }

  parse(): Pattern | undefined {
    const pattern = this.dialect === 'fixed'
      ? sequenceOf(this.characters.map((character) => this.literal(character)))
      : this.choice()
    const complete = this.dialect === 'fixed' || this.at >= this.characters.length
    return complete && !this.broken ? pattern : undefined
  }

  private choice(): Pattern {
    const options = [this.sequence()]
    while (this.take('|')) options.push(this.sequence())
    return options.length === 1 ? options[0] as Pattern : { kind: 'choice', options }
  }

  private sequence(): Pattern {
    const parts: Pattern[] = []
    while (this.at < this.characters.length && !this.sees('|') && !this.sees(')')) {
      parts.push(this.repeated(this.atom(parts.length === 0)))
      if (this.broken) break
    }
    return sequenceOf(parts)
  }

  private repeated(inner: Pattern): Pattern {
    let pattern = inner
    for (;;) {
      if (this.takeRaw('*')) pattern = { kind: 'repeat', inner: pattern, min: 0, max: Infinity }
      else if (this.take('+')) pattern = { kind: 'repeat', inner: pattern, min: 1, max: Infinity }
      else if (this.take('?')) pattern = { kind: 'repeat', inner: pattern, min: 0, max: 1 }
      else if (this.take('{')) pattern = this.braces(pattern)
      else return pattern
    }
  }

  private braces(inner: Pattern): Pattern {
    let text = ''
    while (/[0-9,]/.test(this.characters[this.at] ?? '')) text += this.characters[this.at++]
    const [, low, comma, high] = /^(\d{1,3})(,?)(\d{0,3})$/.exec(text) ?? []
    if (low === undefined || !this.take('}')) return this.fail()
    const min = Number(low)
    const max = comma === '' ? min : high === '' ? Infinity : Number(high)
    if (min > maximumRepeat || (max !== Infinity && max > maximumRepeat) || max < min) {
      return this.fail()
    }
    return { kind: 'repeat', inner, min, max }
  }

  private atom(isFirst: boolean): Pattern {
    if (this.take('(')) {
      const index = ++this.groups
      const inner = this.choice()
      return this.take(')') ? { kind: 'group', index, inner } : this.fail()
    }
    const character = this.characters[this.at++] as string
    const isLast = this.at >= this.characters.length || this.sees('|') || this.sees(')')
    switch (character) {
      case '.': return { kind: 'character', test: () => true }
      case '[': return this.bracket()
      case '^': {
        if (isFirst || this.dialect === 'extended') return { kind: 'start' }
        return this.literal(character)
      }
      case '$': {
        if (isLast || this.dialect === 'extended') return { kind: 'end' }
        return this.literal(character)
      }
      case '\\': return this.escape()
      default: return this.literal(character)
    }
  }

  private escape(): Pattern {
    const character = this.characters[this.at++]
    switch (character) {
      case undefined: return this.fail()
      case 'b': case '<': case '>': return { kind: 'wordEdge' }
      case 'n': return this.literal('\n')
      case 't': return this.literal('\t')
      case 'd': return this.fail()
      case 's': return { kind: 'character', test: testOf(classes.space as RegExp) }
      case 'w': return { kind: 'character', test: testOf(/[A-Za-z0-9_]/) }
      // A pattern with a back reference cannot be matched in bounded time.
      default: return /[1-9]/.test(character) ? this.fail() : this.literal(character)
    }
  }

  private bracket(): Pattern {
    const negated = this.takeRaw('^')
    const tests: CharacterTest[] = []
    for (let first = true; first || !this.takeRaw(']'); first = false) {
      const low = this.characters[this.at++]
      if (low === undefined) return this.fail()
      if (low === '[' && this.takeRaw(':')) {
        const test = this.className()
        if (!test) return this.fail()
        tests.push(test)
        continue
      }
      const next = this.characters[this.at + 1]
      if (this.characters[this.at] === '-' && next !== undefined && next !== ']') {
        this.at += 2
        tests.push(this.range(low, next))
      } else {
        tests.push(this.range(low, low))
      }
    }
    const test: CharacterTest = (unit) => tests.some((one) => one(unit)) !== negated
    return { kind: 'character', test }
  }

  private className(): CharacterTest | undefined {
    let name = ''
    while (/[a-z]/.test(this.characters[this.at] ?? '')) name += this.characters[this.at++]
    const closed = this.takeRaw(':') && this.takeRaw(']')
    const set = closed && Object.hasOwn(classes, name) ? classes[name] : undefined
    return set && testOf(set)
  }

  private range(low: string, high: string): CharacterTest {
    const [from, to] = [low.charCodeAt(0), high.charCodeAt(0)]
    if (!this.ignoreCase) return (unit) => unit >= from && unit <= to
    return (unit) => bothCases(unit).some((one) => one >= from && one <= to)
  }

  private literal(character: string): Pattern {
    return { kind: 'character', test: this.range(character, character) }
  }

  /** Is this special character next, written as the dialect wants it? */
  private sees(special: string): boolean {
    const [here, next] = [this.characters[this.at], this.characters[this.at + 1]]
    const escaped = this.dialect === 'basic' && switched.includes(special)
    return escaped ? here === '\\' && next === special : here === special
  }

  private take(special: string): boolean {
    const found = this.sees(special)
    if (found) this.at += this.dialect === 'basic' ? 2 : 1
    return found
  }

  private takeRaw(character: string): boolean {
    const found = this.characters[this.at] === character
    if (found) this.at++
    return found
  }

  private fail(): Pattern {
    this.broken = true
    this.at = this.characters.length
    return sequenceOf([])
  }
}

const sequenceOf = (parts: readonly Pattern[]): Pattern =>
  parts.length === 1 ? parts[0] as Pattern : { kind: 'sequence', parts }

const testOf = (set: RegExp): CharacterTest => (unit) => set.test(String.fromCharCode(unit))

const bothCases = (unit: number): number[] => {
  const character = String.fromCharCode(unit)
  return [character.toLowerCase(), character.toUpperCase()].map((one) => one.charCodeAt(0))
}
