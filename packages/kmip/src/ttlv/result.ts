import type { Item } from './item.ts'

/** What is wrong with bytes that should be TTLV. */
export type TtlvFault =
  | 'truncated' | 'trailing bytes' | 'overrun' | 'reserved tag' | 'unknown type' | 'wrong length'
  | 'non-zero padding' | 'bad boolean' | 'bad text' | 'too deep' | 'too many items'

export interface TtlvError {
  readonly fault: TtlvFault
  /** Where in the input, in bytes from its start. */
  readonly offset: number
  readonly message: string
}

export type Decoded =
  | { readonly ok: true; readonly item: Item }
  | { readonly ok: false; readonly error: TtlvError }

export interface TtlvLimits {
  /** Structures inside each other; 32 if absent. */
  readonly maximumDepth?: number
  /** Items in all; 100,000 if absent. */
  readonly maximumItems?: number
  /** Accept padding bytes other than zero, as some peers do. */
  readonly tolerateNonZeroPadding?: boolean
}
