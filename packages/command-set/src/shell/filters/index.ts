import { cut } from './cut.ts'
import type { TextFilter } from './filter.ts'
import { grep } from './grep.ts'
import { head } from './head.ts'
import { sed } from './sed.ts'
import { sort } from './sort.ts'
import { tail } from './tail.ts'
import { tr } from './tr.ts'
import { uniq } from './uniq.ts'
import { wc } from './wc.ts'

/** A pager shows everything: it is a terminal's matter, and here is none. */
const pager: TextFilter = (_argv, input) => ({ stdout: input, stderr: '', exitCode: 0 })

/** What may stand behind a pipe. */
export const textFilters: Readonly<Record<string, TextFilter>> = {
  grep, more: pager, sed, sort, cut, head, less: pager, tail, uniq, tr, wc,
}
