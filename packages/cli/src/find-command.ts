import type { Command } from './command.ts'

/** The command whose words the parameters begin with (the longest), and what is left of them. */
export function findCommand(
  commands: readonly Command[],
  parameters: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  const [command] = commands
    .filter(({ words }) => words.every((word, at) => parameters[at] === word))
    .sort((one, other) => other.words.length - one.words.length)
  return command && { command, rest: parameters.slice(command.words.length) }
}

const HEADING = 'Keyturn: encrypted block storage whose keys can be changed, and the key server that keeps them.\n'

/** The help of the command, or of the group of commands, that the words name; undefined for neither. */
export function helpFor(
  commands: readonly Command[],
  parameters: readonly string[],
): string | undefined {
  const words = parameters.filter((word, at) => !word.startsWith('-') && !(at === 0 && word === 'help'))
  const exact = findCommand(commands, words)?.command
  if (exact) return `${exact.help.trim()}\n`
  const group = commands.filter((command) => words.every((word, at) => command.words[at] === word))
  if (group.length === 0) return undefined
  const width = Math.max(...group.map((command) => command.words.join(' ').length))
  const lines = group.map((command) => `  keyturn ${command.words.join(' ').padEnd(width)}  ${command.summary}\n`)
  return `${words.length === 0 ? `${HEADING}\n` : ''}${lines.join('')}\nMore about each: keyturn COMMAND --help\n`
}
