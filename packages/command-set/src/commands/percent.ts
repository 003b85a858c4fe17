/** `part` as percent of `whole`, rounded; 100 where there is nothing to divide by. */
export const percentOf = (part: number, whole: number): number =>
  whole === 0 ? 100 : Math.round((part / whole) * 100)
