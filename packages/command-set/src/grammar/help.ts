import type { Command } from './command.ts'
import type { Parameter } from './parameter.ts'

const shapes = {
  text: 'text',
  name: 'name',
  userName: 'name',
  password: 'password',
  address: 'address',
  file: 'file',
  percent: 'percent',
} as const

/** What stands behind a parameter in a syntax line. */
export function shapeOf(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'flag': return ''
    case 'number': {
      const unbounded = parameter.max === Number.MAX_SAFE_INTEGER
      return unbounded ? 'number' : `${parameter.min}-${parameter.max}`
    }
    case 'word': return parameter.words.join('|')
    case 'list': return `item${parameter.separator}item...`
    default: return shapes[parameter.kind]
  }
}

/** `mkkeyserver -ip address [-port 1-65535] …`. */
export function syntaxOf({ name, parameters, object }: Command): string {
  const words = Object.entries(parameters)
    .filter(([, { ignored }]) => !ignored)
    .map(([word, parameter]) => {
      const text = `-${word} ${shapeOf(parameter)}`.trimEnd()
      return parameter.required ? text : `[${text}]`
    })
  const place = object && (object.required ? object.word : `[${object.word}]`)
  return [name, ...words, ...place === undefined ? [] : [place]].join(' ')
}

/** Help of one command, as -h prints it: whole lines, the last one without its end. */
export function helpText(command: Command): string {
  const rows = Object.entries(command.allParameters).filter(([, { ignored }]) => !ignored)
  const width = Math.max(...rows.map(([name]) => name.length)) + 1
  return [
    `${command.name} - ${command.summary}`,
    '',
    syntaxOf(command),
    '',
    ...rows.map(([name, { help }]) => `  ${`-${name}`.padEnd(width)}  ${help}`),
  ].join('\n')
}
