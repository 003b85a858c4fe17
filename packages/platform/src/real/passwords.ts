import { hash, verify } from '@node-rs/argon2'
import type { Passwords } from '../ports/index.ts'

/**
 * Argon2id with the smallest parameters that OWASP names (19 MiB, two passes): anybody may ask for
 * a login, and each try takes memory and a thread of the pool that files share.
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Threads of the pool that logins may hold at one time. */
const maxAtOnce = 2

/** Argon2id in PHC string form. Of many logins at once, two are computed, the others wait. */
export function createPasswords(): Passwords {
  const limited = createGate(maxAtOnce)
  return {
    hash: (password) => limited(() => hash(password, cost)),
    // A malformed hash makes `verify` reject.
    verify: (digest, password) => limited(() => verify(digest, password).catch(() => false)),
  }
}

function createGate(width: number) {
  const waiting: (() => void)[] = []
  let free = width
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The place goes to the next in line, or back.
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
