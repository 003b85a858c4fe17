import { accept, refuse } from '../system/outcome.ts'
import type { Outcome, Refusal } from '../system/outcome.ts'
import type { units } from '../grammar/parameter.ts'
import { renderCell } from './cells.ts'
import type { Cell, ListReply } from './reply.ts'
import { bytesPerUnit } from './units.ts'

type Operator = '=' | '<' | '>' | '<=' | '>='

interface Condition {
  readonly attribute: string
  readonly operator: Operator
  readonly value: string
}

/**
 * Rows where every condition of -filtervalue holds. Attributes are the columns of the concise
 * view. Capacities are compared in bytes, the value being in `unit`.
 */
export function filterRows(
  reply: ListReply,
  filter: string,
  unit: (typeof units)[number] = 'mb',
): Outcome<ListReply> {
  const conditions: Condition[] = []
  const parts = splitConditions(filter)
  if (parts === undefined || parts.includes('')) return refuse('5727')
  for (const part of parts) {
    const condition = readCondition(part, reply.columns)
    if (!condition.ok) return condition
    const refusal = judgeValue(condition.value, reply)
    if (refusal) return refusal
    conditions.push(condition.value)
  }
  const rows = reply.rows.filter((row) =>
    conditions.every((condition) => holds(condition, row[condition.attribute], unit)))
  return accept({ ...reply, rows })
}

/** Split at colons outside quotes; undefined when a quote is left open. */
function splitConditions(filter: string): string[] | undefined {
  const parts = ['']
  let quote = ''
  for (const character of filter) {
    if (character === ':' && quote === '') {
      parts.push('')
      continue
    }
    parts.push(`${parts.pop()}${character}`)
    if (quote === '') quote = /["']/.test(character) ? character : ''
    else if (character === quote) quote = ''
  }
  return quote === '' ? parts : undefined
}

function readCondition(part: string, columns: readonly string[]): Outcome<Condition> {
  const match = /^([^<>=]+)(<=|>=|=|<|>)(.*)$/.exec(part)
  if (!match) return refuse('5740', part)
  const [, attribute = '', operator, quoted = ''] = match
  // A view of what is never there has no columns, and lets every attribute pass.
  if (columns.length > 0 && !columns.includes(attribute)) return refuse('5740', attribute)
  const value = /^(["'])(.*)\1$/.exec(quoted)?.[2] ?? quoted
  return accept({ attribute, operator: operator as Operator, value })
}

/** One `*`, at the start or the end, and only where things are equal; numbers to compare sizes. */
function judgeValue(
  { attribute, operator, value }: Condition,
  { rows }: ListReply,
): Refusal | undefined {
  const star = value.indexOf('*')
  const starIsFine = star < 0
    || (operator === '=' && (star === 0 || star === value.length - 1)
      && value.lastIndexOf('*') === star)
  if (!starIsFine) return refuse('5741', value)
  const isCapacity = rows.some((row) => typeof row[attribute] === 'object')
  if (isCapacity && star < 0 && !/^\d+(\.\d+)?$/.test(value)) return refuse('5741', value)
  return undefined
}

function holds(
  { operator, value }: Condition,
  cell: Cell,
  unit: (typeof units)[number],
): boolean {
  const text = renderCell(cell, false)
  if (value.startsWith('*')) return text.endsWith(value.slice(1))
  if (value.endsWith('*')) return text.startsWith(value.slice(0, -1))
  const order = typeof cell === 'object'
    ? cell.bytes - Number(value) * bytesPerUnit[unit]
    : compareTexts(text, value, operator)
  switch (operator) {
    case '=': return order === 0
    case '<': return order < 0
    case '>': return order > 0
    case '<=': return order <= 0
    case '>=': return order >= 0
  }
}

/** Numbers as numbers, all else by code point. An id is a text where things shall be equal. */
function compareTexts(text: string, value: string, operator: Operator): number {
  const digits = /^\d+$/
  if (operator !== '=' && digits.test(text) && digits.test(value)) {
    return Number(text) - Number(value)
  }
  return text < value ? -1 : text > value ? 1 : 0
}
