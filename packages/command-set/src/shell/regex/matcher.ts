import { parsePattern } from './pattern.ts'
import type { CharacterTest, Dialect, Pattern } from './pattern.ts'

/**
 * Instructions of a small machine that follows all ways through a pattern at once (Thompson 1968,
 * Pike): its time is bounded by pattern times text. A backtracking matcher would let one user's
 * pattern stand still the whole program.
 */
type Instruction =
  | { readonly do: 'character'; readonly test: CharacterTest }
  | { readonly do: 'assert'; readonly what: 'start' | 'end' | 'wordEdge' }
  | { readonly do: 'save'; readonly slot: number }
  | { readonly do: 'split'; first: number; second: number }
  | { readonly do: 'jump'; to: number }
  | { readonly do: 'match' }

/** Start and end of the whole match and of each group, as offsets; undefined: not matched. */
export type Match = readonly (number | undefined)[]

export interface Matcher {
  /** Leftmost match at or behind `from`, the longest that the greedy operators find. */
  find(text: string, from: number): Match | undefined
}

/** Instructions of one program; braces multiply them. */
const maximumInstructions = 4096

/** A matcher, or undefined for a pattern that is not understood or too large. */
export function compilePattern(
  text: string,
  dialect: Dialect,
  ignoreCase: boolean,
): Matcher | undefined {
  const isPlain = dialect === 'fixed' || !/[.*[\]^$\\+?|(){}]/.test(text)
  if (isPlain && !ignoreCase) return plainMatcher(text)
  const parsed = parsePattern(text, dialect, ignoreCase)
  if (!parsed) return undefined
  const program: Instruction[] = []
  const whole: Pattern = { kind: 'group', index: 0, inner: parsed }
  if (!emit(program, whole)) return undefined
  program.push({ do: 'match' })
  return { find: (searched, from) => findMatch(program, searched, from) }
}

/** Most patterns hold nothing special, and views can be long. */
const plainMatcher = (wanted: string): Matcher => ({
  find(text, from) {
    const start = text.indexOf(wanted, from)
    return start < 0 ? undefined : [start, start + wanted.length]
  },
})

/** Appends the instructions of a pattern; false when the program grows too large. */
function emit(program: Instruction[], pattern: Pattern): boolean {
  if (program.length > maximumInstructions) return false
  switch (pattern.kind) {
    case 'character': {
      program.push({ do: 'character', test: pattern.test })
      return true
    }
    case 'start': case 'end': case 'wordEdge': {
      program.push({ do: 'assert', what: pattern.kind })
      return true
    }
    case 'group': {
      program.push({ do: 'save', slot: pattern.index * 2 })
      const fits = emit(program, pattern.inner)
      program.push({ do: 'save', slot: pattern.index * 2 + 1 })
      return fits
    }
    case 'sequence': return pattern.parts.every((part) => emit(program, part))
    case 'choice': return emitChoice(program, pattern.options)
    case 'repeat': return emitRepeat(program, pattern)
  }
}

function emitChoice(program: Instruction[], options: readonly Pattern[]): boolean {
  const [option, ...others] = options
  if (option === undefined) return true
  if (others.length === 0) return emit(program, option)
  const split = { do: 'split' as const, first: program.length + 1, second: 0 }
  program.push(split)
  const firstFits = emit(program, option)
  const jump = { do: 'jump' as const, to: 0 }
  program.push(jump)
  split.second = program.length
  const othersFit = emitChoice(program, others)
  jump.to = program.length
  return firstFits && othersFit
}

function emitRepeat(
  program: Instruction[],
  { inner, min, max }: Extract<Pattern, { kind: 'repeat' }>,
): boolean {
  for (let i = 0; i < min; i++) if (!emit(program, inner)) return false
  if (max === Infinity) {
    const split = { do: 'split' as const, first: program.length + 1, second: 0 }
    const start = program.push(split) - 1
    if (!emit(program, inner)) return false
    program.push({ do: 'jump', to: start })
    split.second = program.length
    return true
  }
  const splits: { second: number }[] = []
  for (let i = min; i < max; i++) {
    const split = { do: 'split' as const, first: program.length + 1, second: 0 }
    program.push(split)
    splits.push(split)
    if (!emit(program, inner)) return false
  }
  for (const split of splits) split.second = program.length
  return true
}

interface Thread {
  readonly at: number
  readonly saved: Match
}

function findMatch(
  program: readonly Instruction[],
  text: string,
  from: number,
): Match | undefined {
  const visited = new Uint32Array(program.length)
  let threads: Thread[] = []
  let best: Match | undefined
  for (let position = from; position <= text.length; position++) {
    const ready: Thread[] = []
    const step = { program, text, position, visited, ready }
    for (const thread of threads) follow(step, thread)
    if (!best) follow(step, { at: 0, saved: [] })
    threads = []
    const unit = text.charCodeAt(position)
    for (const { at, saved } of ready) {
      const instruction = program[at] as Instruction
      if (instruction.do === 'match') {
        best = saved
        // Threads behind this one are of lower priority: they can only find a worse match.
        break
      }
      if (instruction.do === 'character' && position < text.length && instruction.test(unit)) {
        threads.push({ at: at + 1, saved })
      }
    }
    if (threads.length === 0 && best) return best
  }
  return best
}

/** One position of the text: what was seen there, and what is ready to take a character. */
interface Step {
  readonly program: readonly Instruction[]
  readonly text: string
  readonly position: number
  /** Position plus 1 at which an instruction was last reached. */
  readonly visited: Uint32Array
  readonly ready: Thread[]
}

/** Follows all that takes no character; what then waits for one, or has matched, is `ready`. */
function follow({ program, text, position, visited, ready }: Step, start: Thread): void {
  const waiting = [start]
  for (let thread = waiting.pop(); thread; thread = waiting.pop()) {
    const { at, saved } = thread
    if (visited[at] === position + 1) continue
    visited[at] = position + 1
    const instruction = program[at] as Instruction
    switch (instruction.do) {
      case 'character': case 'match': {
        ready.push(thread)
        break
      }
      case 'jump': {
        waiting.push({ at: instruction.to, saved })
        break
      }
      case 'split': {
        waiting.push({ at: instruction.second, saved }, { at: instruction.first, saved })
        break
      }
      case 'save': {
        const slots = [...saved]
        slots[instruction.slot] = position
        waiting.push({ at: at + 1, saved: slots })
        break
      }
      case 'assert': {
        if (holds(instruction.what, text, position)) waiting.push({ at: at + 1, saved })
        break
      }
    }
  }
}

function holds(what: 'start' | 'end' | 'wordEdge', text: string, position: number): boolean {
  if (what === 'start') return position === 0
  if (what === 'end') return position === text.length
  const isWord = (at: number) => /\w/.test(text.charAt(at))
  return isWord(position - 1) !== isWord(position)
}
