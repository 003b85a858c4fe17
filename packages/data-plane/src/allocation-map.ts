/** Bytes of a volume that are data or zero together. */
export const GRANULE_LENGTH = 64 * 1024

export const UNKNOWN = 0
export const DATA = 1
export const ZERO = 2

/**
 * One page of the map covers this many granules (1 GiB), and exists once something is known there.
 */
const PAGE_GRANULES = 16 * 1024

/**
 * What is known of where a volume holds data: in memory only, learned by writing and by looking.
 * Node has no call that asks the file system for holes. A granule that is DATA may hold zeros; one
 * that is ZERO holds nothing else.
 */
export class AllocationMap {
  readonly #pages = new Map<number, Uint8Array>()
  readonly #otherwise: number

  /** `empty`: the file has no blocks yet, so that everything is known to be zero. */
  constructor(empty: boolean) {
    this.#otherwise = empty ? ZERO : UNKNOWN
  }

  get(granule: number): number {
    const page = this.#pages.get(Math.floor(granule / PAGE_GRANULES))
    return page ? (page[granule % PAGE_GRANULES] as number) : this.#otherwise
  }

  /** Marks every granule that the range touches. */
  mark(offset: number, length: number, state: number): void {
    const last = Math.floor((offset + length - 1) / GRANULE_LENGTH)
    for (let granule = Math.floor(offset / GRANULE_LENGTH); granule <= last; granule++) {
      this.set(granule, state)
    }
  }

  set(granule: number, state: number): void {
    const pageNumber = Math.floor(granule / PAGE_GRANULES)
    let page = this.#pages.get(pageNumber)
    if (!page) {
      page = new Uint8Array(PAGE_GRANULES).fill(this.#otherwise)
      this.#pages.set(pageNumber, page)
    }
    page[granule % PAGE_GRANULES] = state
  }

  /** Whether all of a range is known to be zero. */
  isZero(offset: number, length: number): boolean {
    const last = Math.floor((offset + length - 1) / GRANULE_LENGTH)
    for (let granule = Math.floor(offset / GRANULE_LENGTH); granule <= last; granule++) {
      if (this.get(granule) !== ZERO) return false
    }
    return true
  }
}
