import { nbd, type Extent } from '@keyturn/nbd'
import { FAILED } from '@keyturn/platform/ports'
import { DATA, GRANULE_LENGTH, UNKNOWN, ZERO } from './allocation-map.ts'
import { LOOK_AT, ZEROS_AT, type DataMemory } from './memory.ts'
import type { Volume } from './volume.ts'
import { HEADER_LENGTH } from './volume-header.ts'

/** Bytes that one request may read; what is beyond stays out of its answer, as NBD allows. */
const LOOK_LENGTH = 64 * 1024 * 1024
/** Bytes that are read before the event loop has its turn. */
const LOOK_AT_ONCE_LENGTH = 1024 * 1024
/** Most extents of one answer. */
const MAXIMUM_EXTENTS = 4096
/** A first look, which tells most data from holes. */
const GLANCE_LENGTH = 4096

/**
 * The extents of base:allocation from `offset` on; fewer bytes than asked for where looking takes
 * long. Undefined when the file cannot be read.
 */
export async function blockStatus(
  volume: Volume,
  memory: DataMemory,
  offset: number,
  length: number,
  single: boolean,
): Promise<Extent[] | undefined> {
  const extents: { length: number; status: number }[] = []
  const end = offset + length
  let looked = 0
  let pauseAt = LOOK_AT_ONCE_LENGTH
  let at = offset
  while (at < end && looked < LOOK_LENGTH && extents.length < MAXIMUM_EXTENTS) {
    const granule = Math.floor(at / GRANULE_LENGTH)
    if (volume.allocation.get(granule) === UNKNOWN) {
      const read = look(volume, memory, granule)
      if (read === undefined) return undefined
      looked += read
      if (looked >= pauseAt) {
        pauseAt = looked + LOOK_AT_ONCE_LENGTH
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const zero = volume.allocation.get(granule) === ZERO
    const until = Math.min((granule + 1) * GRANULE_LENGTH, end)
    const status = zero ? nbd.STATE_HOLE | nbd.STATE_ZERO : 0
    const previous = extents.at(-1)
    if (previous?.status === status) previous.length += until - at
    else if (previous && single) break
    else extents.push({ length: until - at, status })
    at = until
  }
  return extents
}

/**
 * Reads one granule as far as it takes to see whether it is zero, and remembers it; the number of
 * bytes read. At once, so that no write comes between the looking and the remembering; a write that
 * is in the thread pool has marked its granules, and marks them again when it is done.
 */
function look(volume: Volume, memory: DataMemory, granule: number): number | undefined {
  const start = granule * GRANULE_LENGTH
  const length = Math.min(GRANULE_LENGTH, volume.sizeBytes - start)
  const glance = Math.min(GLANCE_LENGTH, length)
  let read = glance
  let zero = isZero(volume, memory, glance, start)
  if (zero === true && glance < length) {
    zero = isZero(volume, memory, length - glance, start + glance)
    read = length
  }
  if (zero === undefined) return undefined
  volume.allocation.set(granule, zero ? ZERO : DATA)
  return read
}

/** Undefined when it cannot be read. */
function isZero(
  volume: Volume,
  { bytes }: DataMemory,
  length: number,
  offset: number,
): boolean | undefined {
  const got = volume.file.readSync(bytes, LOOK_AT, length, HEADER_LENGTH + offset)
  if (got === FAILED || got < length) return undefined
  const seen = Buffer.from(bytes.buffer, LOOK_AT, length)
  return seen.equals(bytes.subarray(ZEROS_AT, ZEROS_AT + length))
}
