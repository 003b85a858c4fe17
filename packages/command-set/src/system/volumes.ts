import type { Done, Outcome } from './outcome.ts'
import type { Tier } from './pools.ts'

export interface VolumeView {
  readonly id: number
  readonly name: string
  readonly status: 'online' | 'offline' | 'degraded' | 'deleting'
  readonly pool: { readonly id: number; readonly name: string }
  readonly capacityBytes: number
  /** 32 hexadecimal digits, upper case, beginning 6005076. */
  readonly uid: string
  readonly encrypt: boolean
  /** Made with -rsize or -thin: real capacity grows as it is written. */
  readonly thin: boolean
  readonly usedBytes: number
  readonly realBytes: number
  readonly autoexpand: boolean
  /** 0 for no warning. */
  readonly warningPercent: number
  /** KiB: 32, 64, 128 or 256. Undefined for a fully allocated volume. */
  readonly grainKib: number | undefined
  readonly tier: Tier
  readonly mapped: boolean
  readonly formatting: boolean
  readonly cache: 'readwrite' | 'readonly' | 'none'
  readonly udid: string | undefined
  readonly lastAccessTime: number | undefined
}

export interface NewVolume {
  /** The word of the default name: `vdisk` for mkvdisk, `volume` for mkvolume. */
  readonly defaultName: 'vdisk' | 'volume'
  readonly name: string | undefined
  /** Reference of the pool. */
  readonly pool: string
  readonly capacityBytes: number
  readonly thin: boolean
  readonly autoexpand: boolean
  readonly warningPercent: number
  readonly grainKib: number | undefined
  readonly cache: VolumeView['cache']
  readonly udid: string | undefined
}

/** One property a call. */
export interface VolumeChange {
  readonly name?: string
  readonly warningPercent?: number
  readonly autoexpand?: boolean
  readonly cache?: VolumeView['cache']
  readonly udid?: string
}

export interface VolumeRemoval {
  /** Even if mapped or protected by anything but volume protection. */
  readonly force: boolean
  readonly removeHostMappings: boolean
}

/** Unknown volume: 5753. */
export interface Volumes {
  list(): Promise<readonly VolumeView[]>
  /**
   * 5804 pool unknown, 8710 not enough space (7018 too large for any pool), 6034 all ids taken,
   * 8535 the pool encrypts and the system is locked.
   */
  create(volume: NewVolume): Promise<Outcome<{ readonly id: number }>>
  change(reference: string, change: VolumeChange): Promise<Done>
  /** Grows by so many bytes, aligned up to 1 MiB by the System; 5860 not enough space. */
  expand(reference: string, bytes: number): Promise<Done>
  /** Shrinks by so many bytes; 5702 when nothing would be left. */
  shrink(reference: string, bytes: number): Promise<Done>
  /** 5840 while it is mapped and neither flag is given. */
  remove(reference: string, removal: VolumeRemoval): Promise<Done>
}
