import { wipe } from '@keyturn/bytes'
import type { UniqueIdentifier } from '@keyturn/kmip'
import { refuse, type Refusal } from '../refusals/index.ts'

/** What later items of a batch can refer to (KMIP 2.1 sections 3.29.2 and 6). Lives for one message. */
export class BatchState {
  #placeholder: string | undefined
  readonly #results = new Map<string, string>()
  readonly #identifiers: string[] = []
  readonly #secrets: Uint8Array[] = []

  /** After an operation that makes an object, or finds exactly one; undefined empties the placeholder. */
  leave(operation: string, uniqueIdentifier: string | undefined): void {
    this.#placeholder = uniqueIdentifier
    if (uniqueIdentifier !== undefined) this.#results.set(operation, uniqueIdentifier)
    else this.#results.delete(operation)
  }

  /** A Unique Identifier that goes out in the response, in order. */
  answered(uniqueIdentifier: string): void {
    this.#identifiers.push(uniqueIdentifier)
  }

  /** A secret that the response holds: it is wiped once the response is encoded. */
  wipeAfterwards(secret: Uint8Array): void {
    this.#secrets.push(secret)
  }

  wipe(): void {
    wipe(...this.#secrets)
  }

  /** The identifier that a request names, or stands for. */
  resolve(named: UniqueIdentifier | undefined): string | Refusal {
    if (typeof named === 'string') return named
    return this.#lookUp(named) ?? refuse('PlaceholderEmpty')
  }

  #lookUp(named: Exclude<UniqueIdentifier, string> | undefined): string | undefined {
    if (named === undefined) return this.#placeholder
    if ('position' in named) return this.#identifiers.at(named.position)
    return named.result === 'IDPlaceholder' ? this.#placeholder : this.#results.get(named.result)
  }
}
