import { linesOf, misuse, output, readOptions } from './filter.ts'
import type { TextFilter } from './filter.ts'

/** `cut -d C -f LIST [-s]`, or `cut -c LIST`; a LIST is `1,3-5,-2,7-`. */
export const cut: TextFilter = (argv, input) => {
  const options = readOptions(argv, 's', 'dfcb')
  const fields = options?.given.get('f')
  const characters = options?.given.get('c') ?? options?.given.get('b')
  const selects = readList(fields ?? characters)
  if (!options || !selects || options.operands.length > 0) {
    return misuse('cut', 'usage cut -d C -f LIST or cut -c LIST')
  }
  const { given } = options
  const separator = fields === undefined ? '' : String(given.get('d') ?? '\t')
  const lines = linesOf(input).flatMap((line) => {
    if (separator !== '' && !line.includes(separator)) return given.has('s') ? [] : [line]
    return [line.split(separator).filter((_, at) => selects(at + 1)).join(separator)]
  })
  return output(lines)
}

function readList(text: string | true | undefined): ((position: number) => boolean) | undefined {
  if (typeof text !== 'string') return undefined
  const ranges = text.split(',').map((item) => /^(\d*)(-?)(\d*)$/.exec(item))
  const spans: [number, number][] = []
  for (const match of ranges) {
    const [, from = '', hyphen, to = ''] = match ?? []
    if (!match || (from === '' && to === '')) return undefined
    const low = from === '' ? 1 : Number(from)
    spans.push([low, hyphen === '' ? low : to === '' ? Infinity : Number(to)])
  }
  return (position) => spans.some(([low, high]) => position >= low && position <= high)
}
