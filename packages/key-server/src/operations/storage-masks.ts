import type { Attribute } from '@keyturn/kmip'
import { refuse, type Refusal } from '../refusals/index.ts'

/**
 * Bits of Protection Storage Mask (KMIP 2.1 section 11.45) that hold for everything kept here: Software
 * and On System. What else holds (on premises, self-managed) only the operator knows.
 */
export const STORAGE_MASK = 0x1 | 0x8

/** The attribute for a new object, when one of the client's masks asks no more than what holds here. */
export function chooseStorageMask(
  masks: readonly number[] | undefined,
): readonly Attribute[] | Refusal {
  if (masks === undefined || masks.length === 0) return []
  const fits = masks.some((mask) => (mask & ~STORAGE_MASK) === 0)
  return fits
    ? [{ name: 'ProtectionStorageMask', value: STORAGE_MASK }]
    : refuse('StorageUnavailable')
}
