import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderCapacity } from './cells.ts'
import { filterRows } from './filter.ts'
import { capacity, detail, list } from './reply.ts'
import { renderDetail, renderTable } from './text.ts'
import { timeStamp } from './time.ts'

const plain = { delim: undefined, noHeader: false, inBytes: false, json: false }

test('capacities: two decimals, the largest unit that gives at least 1, never below MB', () => {
  const table: readonly (readonly [number, string])[] = [
    [0, '0.00MB'], [786_432, '0.75MB'], [398_594_867, '380.13MB'], [10 * 2 ** 30, '10.00GB'],
    [2 ** 30 - 512, '1024.00MB'], [2 ** 30, '1.00GB'], [599_169_487_995, '558.02GB'],
    [2 ** 40, '1.00TB'], [99.01 * 2 ** 40, '99.01TB'], [2 ** 50, '1.00PB'], [2 ** 60, '1024.00PB'],
  ]
  for (const [bytes, text] of table) assert.equal(renderCapacity(capacity(bytes)), text)
  assert.equal(renderCapacity({ bytes: 600 * 2 ** 30, decimals: 1 }), '600.0GB')
})

const servers = list(['id', 'name', 'size', 'note'], [
  { id: 0, name: 'first', size: capacity(2 ** 30) },
  { id: 10, name: 'b', size: capacity(2 ** 20), note: 'x' },
], (row) => row)

test('tables: padded to the widest cell, or joined; no rows, no output', () => {
  assert.equal(renderTable(servers, plain),
    'id name  size   note\n0  first 1.00GB     \n10 b     1.00MB x   \n')
  assert.equal(renderTable(servers, { ...plain, noHeader: true }),
    '0  first 1.00GB  \n10 b     1.00MB x\n')
  assert.equal(renderTable(servers, { ...plain, delim: ':', inBytes: true }),
    'id:name:size:note\n0:first:1073741824:\n10:b:1048576:x\n')
  assert.equal(renderTable({ ...servers, rows: [] }, { ...plain, delim: ':' }), '')
})

test('details: a blank value leaves the bare name; groups repeat; sections are parted', () => {
  const reply = detail(
    { a: 'x y', b: undefined, tiers: { group: [{ t: 1, f: undefined }, { t: 2, f: 3 }] } },
    { c: 0 })
  assert.equal(renderDetail(reply, plain), 'a x y\nb\nt 1\nf\nt 2\nf 3\n\nc 0\n')
  assert.equal(renderDetail(reply, { ...plain, delim: '!' }),
    'a!x y\nb!\nt!1\nf!\nt!2\nf!3\n\nc!0\n')
  assert.equal(renderDetail(reply, { ...plain, noHeader: true }), 'x y\n\n1\n\n2\n3\n\n0\n')
})

test('filters: operators, one star, quotes, units', () => {
  const names = (filter: string, unit?: 'b' | 'gb') => {
    const outcome = filterRows(servers, filter, unit)
    return outcome.ok ? outcome.value.rows.map((row) => row.name).join() : outcome.code
  }
  const table: readonly (readonly [string, string])[] = [
    ['name=first', 'first'], ['name="first"', 'first'], ['name=\'b\':id=10', 'b'],
    ['name=fir*', 'first'], ['name=*st', 'first'], ['name=First', ''], ['id>=9', 'b'],
    ['id<10', 'first'], ['id<=10', 'first,b'], ['size=1024', 'first'], ['size>1', 'first'],
    ['id=1', ''], ['note=', 'first'], ['', '5727'], ['name=a:', '5727'], ['name="a', '5727'],
    ['colour=red', '5740'], ['name', '5740'], ['name=*i*', '5741'], ['name=f*t', '5741'],
    ['name>f*', '5741'], ['size=big', '5741'],
  ]
  for (const [filter, expected] of table) assert.equal(names(filter), expected, filter)
  assert.equal(names('size>=1', 'gb'), 'first')
  assert.equal(names('size<=1048576', 'b'), 'b')
})

test('time stamps are in the time zone of the system', () => {
  const time = Date.UTC(2026, 11, 31, 23, 30, 5)
  assert.equal(timeStamp(time, { utcOffsetMinutes: 0 }), '261231233005')
  assert.equal(timeStamp(time, { utcOffsetMinutes: 60 }), '270101003005')
  assert.equal(timeStamp(undefined, { utcOffsetMinutes: 0 }), undefined)
})
