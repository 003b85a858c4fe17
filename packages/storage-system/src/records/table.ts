import type { Row } from '@keyturn/platform/ports'

/** How a value becomes the bytes of a row. `decode` throws on bytes that `encode` never wrote. */
export interface Codec<T> {
  encode(value: T): Uint8Array
  decode(bytes: Uint8Array): T
}

/** One row of a transaction that is being put together. */
export interface Change {
  readonly key: string
  /** Absent: the row is removed. */
  readonly value?: Uint8Array
  /** Brings memory to what the store now holds; called once the transaction is durable. */
  apply(): void
}

/**
 * The rows under one prefix, held in memory as values. Only `Records` writes the store, so memory
 * is never behind it; what is read here is durable.
 */
export class Table<T> {
  readonly prefix: string
  readonly #codec: Codec<T>
  readonly #values = new Map<string, T>()

  /** `prefix` ends with a slash. */
  constructor(prefix: string, codec: Codec<T>) {
    this.prefix = prefix
    this.#codec = codec
  }

  get size(): number {
    return this.#values.size
  }

  get(id: string | number): T | undefined {
    return this.#values.get(String(id))
  }

  has(id: string | number): boolean {
    return this.#values.has(String(id))
  }

  /** In the order of their making; sort by what the reader wants to see. */
  values(): IterableIterator<T> {
    return this.#values.values()
  }

  entries(): IterableIterator<[string, T]> {
    return this.#values.entries()
  }

  put(id: string | number, value: T): Change {
    const name = String(id)
    return {
      key: this.prefix + name,
      value: this.#codec.encode(value),
      apply: () => this.#values.set(name, value),
    }
  }

  remove(id: string | number): Change {
    const name = String(id)
    return { key: this.prefix + name, apply: () => this.#values.delete(name) }
  }

  /** The lowest number from `from` to `limit` - 1 that no row has; undefined when all are taken. */
  lowestFree(limit: number, from = 0): number | undefined {
    for (let id = from; id < limit; id++) if (!this.#values.has(String(id))) return id
    return undefined
  }

  /** Takes the rows that the store holds at start. */
  load(rows: readonly Row[]): void {
    for (const row of rows) {
      this.#values.set(row.key.slice(this.prefix.length), decodeRow(row, this.#codec))
    }
  }
}

/** One row of its own, without siblings. */
export class Cell<T> {
  readonly key: string
  readonly #codec: Codec<T>
  #value: T | undefined

  constructor(key: string, codec: Codec<T>) {
    this.key = key
    this.#codec = codec
  }

  get(): T | undefined {
    return this.#value
  }

  /** For what start-up makes before anything else runs. */
  require(): T {
    if (this.#value === undefined) throw new Error(`the store has no row ${this.key}`)
    return this.#value
  }

  put(value: T): Change {
    return {
      key: this.key,
      value: this.#codec.encode(value),
      apply: () => {
        this.#value = value
      },
    }
  }

  load(row: Row | undefined): void {
    this.#value = row === undefined ? undefined : decodeRow(row, this.#codec)
  }
}

function decodeRow<T>(row: Row, codec: Codec<T>): T {
  try {
    return codec.decode(row.value)
  } catch (cause) {
    throw new Error(`the row ${row.key} of the store cannot be read: ${String(cause)}`)
  }
}
