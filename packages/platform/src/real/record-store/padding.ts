/*
 * SQLite zeroes what it deletes (secure_delete), but where it balances a tree it leaves copies of the
 * cells that it moved in unused parts of pages: a value that lay in a cell would survive its deletion.
 * What does not fit a cell lies in overflow pages, which are never moved, and are zeroed when they
 * are freed. So a row of `content` is padded such that of its payload only the record header and
 * `head` stand in the cell. Numbers and names are those of sqlite.org/fileformat2.html section 1.6.
 */

/** Small, since a value takes whole overflow pages. */
export const pageBytes = 1_024
/** M: what stays in a cell at least, and all that stays there when the rest fills whole pages. */
const cellPayloadBytes = Math.floor(((pageBytes - 12) * 32) / 255) - 23
/** An overflow page without the number of the next one. */
const overflowBytes = pageBytes - 4

/** Zeros before the value: with the record header before them, more than what stays in the cell. */
export const headBytes = cellPayloadBytes
/** From this length on, a blob's serial type takes two bytes; so `tail` has always the same header. */
const minTailBytes = 58

/** Zeros after a value of so many bytes, which fill its last overflow page. */
export function tailBytes(valueBytes: number): number {
  // Of the record header: its own length, the row id (a NULL), head, value, tail (section 2.1).
  const header = 1 + 1 + serialTypeBytes(headBytes) + serialTypeBytes(valueBytes) + 2
  const least = header + headBytes + valueBytes + minTailBytes
  const beyondPages = (least - cellPayloadBytes) % overflowBytes
  return minTailBytes + (beyondPages === 0 ? 0 : overflowBytes - beyondPages)
}

/** Length of the varint that says: a blob of so many bytes. */
function serialTypeBytes(blobBytes: number): number {
  let length = 1
  for (let rest = (2 * blobBytes + 12) >> 7; rest > 0; rest >>= 7) length++
  return length
}
