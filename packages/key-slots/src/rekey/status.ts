import type { KeyReference, Method, RekeyState } from './state.ts'
import { methods } from './state.ts'

/** What lsencryption shows of one method. */
export interface RekeyStatus {
  readonly rekey: 'no_key' | 'no' | 'prepared' | 'committing'
  readonly current: KeyReference | null
  /** The prepared key; null before it was proven. */
  readonly next: KeyReference | null
  /** Proven copies: of the prepared key while there is one, else of the current key. */
  readonly copies: number
}

export function rekeyStatusShown(state: RekeyState, method: Method): RekeyStatus {
  const { current } = state.methods[method]
  const { rekey } = state
  const key = current?.key ?? null
  if (rekey?.method === method && (rekey.phase === 'prepared' || rekey.phase === 'reproving')) {
    return {
      rekey: rekey.phase === 'prepared' ? 'prepared' : 'committing',
      current: key,
      next: rekey.key,
      copies: rekey.holders.length,
    }
  }
  return {
    rekey: current === null ? 'no_key' : 'no',
    current: key,
    next: null,
    copies: current?.holders.length ?? 0,
  }
}

/** A condition that an administrator should know of; it mends itself when the state moves on. */
export type Alert =
  /** One machine holds the key: replicate, back up, or prove another method. */
  | { readonly alert: 'oneHolder'; readonly method: Method; readonly key: KeyReference }
  /** A rekey was prepared and neither committed nor cancelled (1780). */
  | { readonly alert: 'notCommitted'; readonly method: Method; readonly key: KeyReference }

export function alerts(state: RekeyState): readonly Alert[] {
  const found: Alert[] = methods.flatMap((method) => {
    const { current } = state.methods[method]
    return current === null || current.secondHolder !== null
      ? []
      : [{ alert: 'oneHolder', method, key: current.key }]
  })
  const { rekey } = state
  if (rekey?.phase === 'prepared') {
    found.push({ alert: 'notCommitted', method: rekey.method, key: rekey.key })
  }
  return found
}
