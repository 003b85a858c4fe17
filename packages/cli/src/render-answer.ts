import { details, table } from './table.ts'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const cell = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)

/** An answer of the storage system as text: lists as a table, one object as lines, sentences as they are. */
export function renderAnswer(answer: unknown): string {
  if (typeof answer === 'string') return answer === '' ? '' : `${answer}\n`
  if (Array.isArray(answer)) return renderList(answer)
  if (!isFields(answer)) return `${cell(answer)}\n`
  if (typeof answer['message'] === 'string') return `${answer['message']}\n`
  return details(Object.entries(answer).map(([name, value]) => [name, cell(value)] as const))
}

/** Objects with the same fields are rows; others, as a volume and its copies, stand one under the other. */
function renderList(answer: readonly unknown[]): string {
  const rows = answer.filter(isFields)
  if (rows.length < answer.length) return answer.map((value) => `${cell(value)}\n`).join('')
  const [first] = rows
  if (first === undefined) return ''
  const titles = Object.keys(first)
  const alike = rows.every((row) => Object.keys(row).join() === titles.join())
  return alike ? table(titles, rows.map((row) => titles.map((title) => cell(row[title]))))
    : rows.map(renderAnswer).join('\n')
}
