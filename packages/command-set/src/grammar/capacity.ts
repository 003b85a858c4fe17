import { bytesPerUnit } from '../output/units.ts'
import { accept, refuse } from '../system/outcome.ts'
import type { Outcome } from '../system/outcome.ts'
import type { units } from './parameter.ts'

/** Capacities are multiples of this many bytes. */
const granule = 512

/** Bytes of `-size` in `-unit`; megabytes where no unit was given. */
export function readCapacity(
  size: number,
  unit: (typeof units)[number] | undefined,
): Outcome<number> {
  const bytes = size * bytesPerUnit[unit ?? 'mb']
  if (!Number.isSafeInteger(bytes)) return refuse('7018', String(size))
  return bytes % granule === 0 ? accept(bytes) : refuse('7019', String(size))
}

/** `-size` of a command: whole numbers, as large as they can be told apart. */
export const sizeParameter = {
  kind: 'number',
  min: 1,
  max: Number.MAX_SAFE_INTEGER,
  required: true,
} as const
