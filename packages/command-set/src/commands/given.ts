/** The members of `change` that were given: those that are not undefined. */
export function given<T extends object>(
  change: T,
): { [name in keyof T]?: Exclude<T[name], undefined> } {
  // Object.fromEntries forgets the types of the members that are left.
  return Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as { [name in keyof T]?: Exclude<T[name], undefined> }
}
