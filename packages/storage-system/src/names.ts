interface Named {
  readonly id: number
  readonly name: string
}

/** `vdisk23`: the word and the lowest number that no object's name has. */
export function defaultName(word: string, objects: Iterable<Named>): string {
  const taken = new Set<string>()
  for (const { name } of objects) taken.add(name)
  let number = 0
  while (taken.has(word + number)) number++
  return word + number
}

/** The object that `reference` means by id or name. */
export function find<T extends Named>(objects: Iterable<T>, reference: string): T | undefined {
  for (const object of objects) {
    if (object.name === reference || String(object.id) === reference) return object
  }
  return undefined
}

export function byId<T extends { readonly id: number }>(objects: Iterable<T>): T[] {
  return [...objects].sort((a, b) => a.id - b.id)
}
