import type { Done, Outcome } from './outcome.ts'

export type Tier = 'tier_scm' | 'tier0_flash' | 'tier1_flash' | 'tier_enterprise' | 'tier_nearline'

export interface PoolView {
  readonly id: number
  readonly name: string
  readonly status: 'online' | 'degraded' | 'offline'
  readonly mdiskCount: number
  readonly volumeCount: number
  readonly capacityBytes: number
  readonly extentBytes: number
  readonly freeBytes: number
  /** The sum of the capacities of the volumes. */
  readonly virtualBytes: number
  readonly usedBytes: number
  readonly realBytes: number
  /** 0 for no warning. */
  readonly warningPercent: number
  readonly easyTier: 'auto' | 'on' | 'off' | 'measure'
  readonly encrypt: boolean
  readonly tier: Tier
  readonly volumeProtectionEnabled: boolean
}

export interface NewPool {
  readonly name: string | undefined
  readonly extentBytes: number
  /** Undefined: yes when an encryption method is enabled, else no. */
  readonly encrypt: boolean | undefined
  /** MDisks to take in; the System may take a free one by itself where this is empty. */
  readonly mdisks: readonly string[]
  readonly warningPercent: number | undefined
  readonly easyTier: PoolView['easyTier'] | undefined
  readonly volumeProtectionEnabled: boolean | undefined
}

export interface PoolChange {
  readonly name?: string
  readonly warningPercent?: number
  readonly easyTier?: PoolView['easyTier']
  readonly volumeProtectionEnabled?: boolean
}

/** Unknown pool: 5804. */
export interface Pools {
  list(): Promise<readonly PoolView[]>
  /** 8532 encrypt without a method enabled, 8535 no usable key, 5815 an MDisk does not exist. */
  create(pool: NewPool): Promise<Outcome<{ readonly id: number }>>
  change(reference: string, change: PoolChange): Promise<Done>
  /** Without force: 5818 while volumes are in it. With force they and their mappings go too. */
  remove(reference: string, force: boolean): Promise<Done>
}

export interface MDiskView {
  readonly id: number
  readonly name: string
  readonly status:
    | 'online' | 'offline' | 'excluded' | 'degraded_paths' | 'degraded_ports' | 'degraded'
  readonly mode: 'unmanaged' | 'managed' | 'image' | 'array'
  readonly pool: { readonly id: number; readonly name: string } | undefined
  readonly capacityBytes: number
  readonly freeBytes: number
  readonly controllerName: string
  /** Upper-case hexadecimal; undefined where the back end has none. */
  readonly uid: string | undefined
  readonly tier: Tier
  /** The MDisk encrypts itself. Pools with a key do not set it. */
  readonly encrypt: boolean
}

export interface MDisks {
  list(): Promise<readonly MDiskView[]>
}
