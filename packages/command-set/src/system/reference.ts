/**
 * The object that `reference` means, by id or by name. A name never looks like a plain number, so
 * the two cannot clash.
 */
export function findByReference<T extends { readonly id: number; readonly name: string }>(
  objects: readonly T[],
  reference: string,
): T | undefined {
  return objects.find(({ id, name }) => name === reference || String(id) === reference)
}
