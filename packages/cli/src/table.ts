/** Rows as columns that line up; the last column is not padded. Empty text where there are no rows. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = titles.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)))
  const line = (cells: readonly string[]): string => cells
    .map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
    .join('  ')
    .trimEnd()
  return [line(titles), ...rows.map(line)].map((text) => `${text}\n`).join('')
}

/** Names and values, one line each. */
export function details(pairs: readonly (readonly [string, string | undefined])[]): string {
  const shown = pairs.filter((pair): pair is [string, string] => pair[1] !== undefined)
  const width = Math.max(...shown.map(([name]) => name.length))
  return shown.map(([name, value]) => `${`${name.padEnd(width)}  ${value}`.trimEnd()}\n`).join('')
}
