import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { catalogue, refuse, type CatalogueRow, type RefusalCode } from './index.ts'

const page = readFileSync(
  new URL('../../../../docs/reference/key-server-refusals.md', import.meta.url), 'utf8')

/** The lines of the page's table, by their first cell. */
const documented = new Map(page.split('\n')
  .filter((line) => /^\| [A-Z]\w+ \|/.test(line))
  .map((line) => [line.split(' ')[1] as string, line]))

const row = (code: string): string => {
  const { mend, message, reason, reason2, retry }: CatalogueRow = catalogue[code as RefusalCode]
  return `| ${code} | ${reason} | ${reason2 ?? reason} | ${mend} | ${retry ? 'yes' : 'no'} | ${message} |`
}

test('the page of refusals lists what the catalogue holds, and nothing else', () => {
  assert.deepEqual([...documented.values()], Object.keys(catalogue).map(row))
})

test('a refusal fills in its details, and has the reason of the version', () => {
  const refusal = refuse('NameInUse', { name: 'a{b}' })
  assert.equal(refusal.message, 'The name a{b} is in use.')
  assert.deepEqual([refusal.reason('1.4'), refusal.reason('2.0')],
    ['IllegalOperation', 'NonUniqueNameAttribute'])
})
