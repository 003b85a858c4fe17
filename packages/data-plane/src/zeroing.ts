import { nbd } from '@keyturn/nbd'
import { UNKNOWN } from './allocation-map.ts'
import { STAGE_LENGTH, ZEROS_AT, type DataMemory } from './memory.ts'
import type { Volume } from './volume.ts'
import { HEADER_LENGTH } from './volume-header.ts'

/** File systems give back whole blocks. */
const BLOCK_LENGTH = 4096
/**
 * A hole costs a process that calls fallocate, a millisecond; zeros cost their writing, and the
 * space. From so many bytes on a hole is the better choice.
 */
const PUNCH_MINIMUM = 256 * 1024

export interface ZeroOptions {
  /** NBD_CMD_FLAG_NO_HOLE: the space stays taken. */
  readonly allocate: boolean
  /** NBD_CMD_FLAG_FAST_ZERO: fail rather than write zeros over a long range. */
  readonly fast: boolean
}

/**
 * Makes a range read as zeros, which zeros in the file do: they are no ciphertext. The NBD error
 * when done.
 */
export async function writeZeroes(
  volume: Volume,
  memory: DataMemory,
  offset: number,
  length: number,
  { allocate, fast }: ZeroOptions,
): Promise<number> {
  if (!allocate && volume.allocation.isZero(offset, length)) return nbd.NBD_OK
  const [from, to] = allocate ? [0, 0] : wholeBlocks(offset, length)
  const worthwhile = to - from >= PUNCH_MINIMUM
  if (fast && !worthwhile && length >= PUNCH_MINIMUM) return nbd.NBD_ENOTSUP
  const punched = worthwhile && (await punch(volume, from, to))
  if (fast && worthwhile && !punched) return nbd.NBD_ENOTSUP
  const ranges = punched
    ? [
        [offset, from],
        [to, offset + length],
      ]
    : [[offset, offset + length]]
  for (const [start, end] of ranges) {
    const error = await fill(volume, memory, start as number, end as number)
    if (error !== nbd.NBD_OK) return error
  }
  volume.allocation.mark(offset, length, UNKNOWN)
  return nbd.NBD_OK
}

/** A hint: what cannot be given back as whole blocks stays as it is. */
export async function trim(volume: Volume, offset: number, length: number): Promise<void> {
  const [from, to] = wholeBlocks(offset, length)
  if (to - from < PUNCH_MINIMUM || volume.allocation.isZero(from, to - from)) return
  if (await punch(volume, from, to)) volume.allocation.mark(from, to - from, UNKNOWN)
}

/** The whole blocks of the file within a range; the header keeps the alignment. */
function wholeBlocks(offset: number, length: number): [number, number] {
  const from = Math.ceil(offset / BLOCK_LENGTH) * BLOCK_LENGTH
  const to = Math.floor((offset + length) / BLOCK_LENGTH) * BLOCK_LENGTH
  return [from, Math.max(from, to)]
}

const punch = (volume: Volume, from: number, to: number): Promise<boolean> =>
  new Promise((resolve) => volume.file.punch(HEADER_LENGTH + from, to - from, resolve))

async function fill(
  volume: Volume,
  memory: DataMemory,
  start: number,
  end: number,
): Promise<number> {
  for (let at = start; at < end; at += STAGE_LENGTH) {
    const length = Math.min(end - at, STAGE_LENGTH)
    const code = await new Promise<string | undefined>((resolve) =>
      volume.file.write(memory.bytes, ZEROS_AT, length, HEADER_LENGTH + at, resolve),
    )
    if (code !== undefined) return volume.writeFailed(code)
  }
  return nbd.NBD_OK
}
