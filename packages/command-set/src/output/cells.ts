import type { Capacity, Cell } from './reply.ts'

const capacityUnits = ['MB', 'GB', 'TB', 'PB']

/** Text of one cell. `inBytes` is the switch -bytes. */
export function renderCell(cell: Cell, inBytes: boolean): string {
  if (cell === undefined) return ''
  if (typeof cell !== 'object') return String(cell)
  return inBytes ? String(cell.bytes) : renderCapacity(cell)
}

/**
 * Base 2, a fixed number of decimals and the unit without a blank, in the largest unit that gives
 * at least 1 and never below MB: `0.00MB`, `10.00GB`, `1.00TB`.
 */
export function renderCapacity({ bytes, decimals }: Capacity): string {
  let value = bytes / 2 ** 20
  let unit = 0
  while (value >= 1024 && unit < capacityUnits.length - 1) {
    value /= 1024
    unit++
  }
  return value.toFixed(decimals) + capacityUnits[unit]
}
