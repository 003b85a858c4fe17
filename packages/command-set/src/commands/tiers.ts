import { capacity } from '../output/reply.ts'
import type { Cell, Group } from '../output/reply.ts'
import type { Tier } from '../system/pools.ts'

/** All tiers, in the order of every view that lists them. */
export const tiers = [
  'tier_scm', 'tier0_flash', 'tier1_flash', 'tier_enterprise', 'tier_nearline',
] as const satisfies readonly Tier[]

/** What one tier of something holds. */
export interface TierShare {
  readonly tier: Tier
  readonly mdiskCount: number
  readonly capacityBytes: number
  readonly freeBytes: number
}

/** The repeated tier lines; tiers without a share read 0. */
export function tierGroup(
  shares: readonly TierShare[],
  row: (tier: Tier, total: Omit<TierShare, 'tier'>) => Readonly<Record<string, Cell>>,
): Group {
  return {
    group: tiers.map((tier) => {
      const own = shares.filter((share) => share.tier === tier)
      const sum = (pick: (share: TierShare) => number) =>
        own.reduce((total, share) => total + pick(share), 0)
      return row(tier, {
        mdiskCount: sum((share) => share.mdiskCount),
        capacityBytes: sum((share) => share.capacityBytes),
        freeBytes: sum((share) => share.freeBytes),
      })
    }),
  }
}

/** Tier lines of lssystem. */
export const systemTiers = (shares: readonly TierShare[]): Group =>
  tierGroup(shares, (tier, { capacityBytes, freeBytes }) => ({
    tier, tier_capacity: capacity(capacityBytes), tier_free_capacity: capacity(freeBytes),
  }))
