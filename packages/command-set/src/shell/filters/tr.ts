import { misuse, readOptions } from './filter.ts'
import type { TextFilter } from './filter.ts'

const classes: Readonly<Record<string, string>> = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digit: '0123456789',
  space: ' \t\n\r\v\f',
  blank: ' \t',
}

/** `tr [-cds] SET1 [SET2]`. Sets hold characters, ranges, escapes and a few classes. */
export const tr: TextFilter = (argv, input) => {
  const options = readOptions(argv, 'cds', '')
  const [first, second] = options?.operands ?? []
  if (!options || first === undefined) return misuse('tr', 'usage tr [-cds] SET1 [SET2]')
  const { given } = options
  const deletes = given.has('d')
  if (!deletes && !given.has('s') && second === undefined) return misuse('tr', 'SET2 is missing')
  const from = readSet(first)
  const to = readSet(second ?? '')
  const inFirst = (character: string) => from.includes(character) !== given.has('c')
  const squeezed = second === undefined ? inFirst : (character: string) => to.includes(character)
  let stdout = ''
  let last = ''
  for (const character of input) {
    if (deletes && inFirst(character)) continue
    const replaced = !deletes && to.length > 0 && inFirst(character)
      ? (to[from.indexOf(character)] ?? to.at(-1) as string)
      : character
    if (given.has('s') && replaced === last && squeezed(replaced)) continue
    stdout += replaced
    last = replaced
  }
  return { stdout, stderr: '', exitCode: 0 }
}

function readSet(text: string): string[] {
  const named = text.replace(/\[:([a-z]+):\]/g, (whole, name: string) => classes[name] ?? whole)
  const plain = named.replace(/\\(.)/gs, (_, escaped: string) =>
    ({ n: '\n', t: '\t', r: '\r' })[escaped] ?? escaped)
  return [...plain.matchAll(/(.)-(.)|./gs)].flatMap(([whole, low, high]) => {
    if (low === undefined || high === undefined) return [whole]
    const [start, end] = [low.charCodeAt(0), high.charCodeAt(0)]
    return Array.from({ length: Math.max(end - start + 1, 0) }, (_, at) =>
      String.fromCharCode(start + at))
  })
}
