import type { Tier } from '@keyturn/command-set'

/** Back ends are not told apart by their speed. */
export const TIER: Tier = 'tier1_flash'
