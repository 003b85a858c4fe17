import { renderCell } from './cells.ts'
import type { Cell, DetailReply, Fields, ListReply } from './reply.ts'

/** What a view is as JSON: every value a string, keys in the order of the columns. */
export type JsonView = JsonObject | readonly JsonObject[]

export interface JsonObject {
  readonly [name: string]: string | readonly JsonObject[]
}

export const jsonOfList = ({ columns, rows }: ListReply, inBytes: boolean): JsonView =>
  rows.map((row) => Object.fromEntries(
    columns.map((column) => [column, renderCell(row[column], inBytes)])))

export function jsonOfDetail({ sections, asArray }: DetailReply, inBytes: boolean): JsonView {
  const objects = sections.map((fields) => jsonOfFields(fields, inBytes))
  return asArray ? objects : Object.fromEntries(objects.flatMap(Object.entries<JsonObject[string]>))
}

function jsonOfFields(fields: Fields, inBytes: boolean): JsonObject {
  const member = (cells: Readonly<Record<string, Cell>>) => Object.fromEntries(
    Object.entries(cells).map(([name, cell]) => [name, renderCell(cell, inBytes)]))
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => {
    const isGroup = typeof field === 'object' && 'group' in field
    const value = isGroup ? field.group.map(member) : renderCell(field, inBytes)
    return [name.replaceAll(' ', '_'), value]
  }))
}
