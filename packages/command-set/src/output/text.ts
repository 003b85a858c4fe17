import { renderCell } from './cells.ts'
import type { Cell, DetailReply, Fields, ListReply } from './reply.ts'
import type { ViewSwitches } from './view-switches.ts'

/**
 * Concise view: header and rows, each line ended. Padded to the widest cell of each column, or
 * joined by the delimiter. No rows, no output at all.
 */
export function renderTable({ columns, rows }: ListReply, switches: ViewSwitches): string {
  if (rows.length === 0) return ''
  const cells = rows.map((row) =>
    columns.map((column) => renderCell(row[column], switches.inBytes)))
  const lines = switches.noHeader ? cells : [[...columns], ...cells]
  if (switches.delim !== undefined) {
    const { delim } = switches
    return lines.map((line) => `${line.join(delim)}\n`).join('')
  }
  const widths = columns.map((_, at) =>
    lines.reduce((widest, line) => Math.max(widest, (line[at] as string).length), 0))
  return lines
    .map((line) => `${line.map((cell, at) => cell.padEnd(widths[at] as number)).join(' ')}\n`)
    .join('')
}

/** Detail view: a line a field, sections with a blank line between them. */
export function renderDetail({ sections }: DetailReply, switches: ViewSwitches): string {
  return sections.map((fields) => renderSection(fields, switches)).join('\n')
}

function renderSection(fields: Fields, { delim, noHeader, inBytes }: ViewSwitches): string {
  const line = (name: string, cell: Cell): string => {
    const value = renderCell(cell, inBytes)
    if (noHeader) return `${value}\n`
    if (delim !== undefined) return `${name}${delim}${value}\n`
    return value === '' ? `${name}\n` : `${name} ${value}\n`
  }
  return Object.entries(fields).map(([name, field]) => {
    if (typeof field !== 'object' || !('group' in field)) return line(name, field)
    return field.group.map((member) =>
      Object.entries(member).map(([inner, cell]) => line(inner, cell)).join('')).join('')
  }).join('')
}
