import { misuse, readOptions } from './filter.ts'
import type { TextFilter } from './filter.ts'

/** `wc [-lwc]`: lines, words, characters. */
export const wc: TextFilter = (argv, input) => {
  const options = readOptions(argv, 'lwcm', '')
  if (!options || options.operands.length > 0) return misuse('wc', 'usage wc [-lwc]')
  const { given } = options
  const all = given.size === 0
  const counts = [
    ...all || given.has('l') ? [input.split('\n').length - 1] : [],
    ...all || given.has('w') ? [input.split(/\s+/).filter((word) => word !== '').length] : [],
    ...all || given.has('c') || given.has('m') ? [[...input].length] : [],
  ]
  const [single] = counts
  const stdout = counts.length === 1
    ? `${single}\n`
    : `${counts.map((count) => String(count).padStart(7)).join(' ')}\n`
  return { stdout, stderr: '', exitCode: 0 }
}
