import { nbd, type Extent } from '@keyturn/nbd'
import { DATA, GRANULE_LENGTH, UNKNOWN, ZERO } from './allocation-map.ts'
import type { Volume } from './volume.ts'
import { HEADER_LENGTH } from './volume-header.ts'

/** Bytes that one request may look at; what is beyond stays out of its answer, as NBD allows. */
const LOOK_LENGTH = 64 * 1024 * 1024
/** Most extents of one answer. */
const MAXIMUM_EXTENTS = 4096
/** A first look, which tells most data from holes. */
const GLANCE_LENGTH = 4096

/**
 * The extents of base:allocation from `offset` on; fewer bytes than asked for where looking takes long.
 * Undefined when the file cannot be read.
 */
export async function blockStatus(
  volume: Volume,
  offset: number,
  length: number,
  single: boolean,
): Promise<Extent[] | undefined> {
  const extents: { length: number; status: number }[] = []
  const end = offset + length
  let looked = 0
  let at = offset
  while (at < end && looked < LOOK_LENGTH && extents.length < MAXIMUM_EXTENTS) {
    const granule = Math.floor(at / GRANULE_LENGTH)
    let state = volume.allocation.get(granule)
    if (state === UNKNOWN) {
      const seen = await look(volume, granule)
      if (seen === undefined) return undefined
      looked += seen.length
      state = seen.state
    }
    const until = Math.min((granule + 1) * GRANULE_LENGTH, end)
    const status = state === ZERO ? nbd.STATE_HOLE | nbd.STATE_ZERO : 0
    const previous = extents.at(-1)
    if (previous?.status === status) previous.length += until - at
    else if (previous && single) break
    else extents.push({ length: until - at, status })
    at = until
  }
  return extents
}

/** Reads one granule as far as it takes to see whether it is zero, and remembers it. */
async function look(
  volume: Volume,
  granule: number,
): Promise<{ state: number; length: number } | undefined> {
  const start = granule * GRANULE_LENGTH
  const length = Math.min(GRANULE_LENGTH, volume.sizeBytes - start)
  const bytes = new Uint8Array(length)
  const glance = Math.min(GLANCE_LENGTH, length)
  let zero = await readIsZero(volume, bytes, 0, glance, start)
  if (zero === true && glance < length) {
    zero = await readIsZero(volume, bytes, glance, length - glance, start + glance)
  }
  if (zero === undefined) return undefined
  const state = zero ? ZERO : DATA
  // A write that began meanwhile has marked the granule, and knows better.
  if (volume.allocation.get(granule) === UNKNOWN) volume.allocation.set(granule, state)
  return { state: volume.allocation.get(granule), length: zero ? length : glance }
}

/** Undefined when it cannot be read. */
function readIsZero(
  volume: Volume,
  bytes: Uint8Array,
  at: number,
  length: number,
  offset: number,
): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    volume.file.read(bytes, at, length, HEADER_LENGTH + offset, (error) => {
      if (error !== undefined) resolve(undefined)
      else resolve(bytes.subarray(at, at + length).every((byte) => byte === 0))
    })
  })
}
