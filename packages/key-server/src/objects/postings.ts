/**
 * Which members have which term. Most terms (a Name, an array's key number) belong to one member alone,
 * so one member is kept as itself and only several as a set: 100,000 sets would be most of the index.
 */
export class Postings<T extends object> {
  readonly #members = new Map<string, T | Set<T>>()

  add(term: string, member: T): void {
    const found = this.#members.get(term)
    if (found === undefined) this.#members.set(term, member)
    else if (found instanceof Set) found.add(member)
    else if (found !== member) this.#members.set(term, new Set([found, member]))
  }

  remove(term: string, member: T): void {
    const found = this.#members.get(term)
    if (found === member) this.#members.delete(term)
    else if (found instanceof Set && found.delete(member) && found.size === 0) {
      this.#members.delete(term)
    }
  }

  /** How many members have the term. */
  count(term: string): number {
    const found = this.#members.get(term)
    return found instanceof Set ? found.size : found === undefined ? 0 : 1
  }

  of(term: string): Iterable<T> {
    const found = this.#members.get(term)
    return found instanceof Set ? found : found === undefined ? [] : [found]
  }
}
