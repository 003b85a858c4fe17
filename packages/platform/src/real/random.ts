import { randomFillSync } from 'node:crypto'
import type { Random } from '../ports/index.ts'

/** The operating system's generator, by way of OpenSSL. */
export const systemRandom: Random = {
  // Memory of its own, not a slice of Node's pool: whoever wipes the bytes wipes all of them.
  bytes: (length) => randomFillSync(new Uint8Array(length)),
}
