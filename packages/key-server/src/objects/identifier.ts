import { toHex } from '@keyturn/bytes'
import type { Clock, Random } from '@keyturn/platform/ports'

/** Unique Identifiers in order of making. */
export type MakeIdentifier = () => string

const timeBytes = 6
const sequenceBits = 12

/**
 * UUIDs of version 7 (RFC 9562 section 5.7): milliseconds, a 12-bit count within the millisecond, 62
 * random bits. So the text order of identifiers made by one server is their order in time, which Locate
 * answers in, and two servers, or one restored from a backup, never make the same one.
 */
export function identifierMaker(clock: Clock, random: Random): MakeIdentifier {
  let last = 0
  let sequence = 0
  return () => {
    const now = Math.max(clock.now(), last)
    sequence = now === last ? sequence + 1 : 0
    last = now
    if (sequence >> sequenceBits !== 0) {
      last++
      sequence = 0
    }
    return format(last, sequence, random.bytes(8))
  }
}

function format(milliseconds: number, sequence: number, random: Uint8Array): string {
  const time = milliseconds.toString(16).padStart(2 * timeBytes, '0')
  const variant = new Uint8Array(random)
  variant[0] = 0x80 | ((random[0] as number) & 0x3f)
  const tail = toHex(variant)
  return [
    time.slice(0, 8), time.slice(8), `7${sequence.toString(16).padStart(3, '0')}`,
    tail.slice(0, 4), tail.slice(4),
  ].join('-')
}
