import type { KeyReference, Method } from './state.ts'

/**
 * What the driver has to do at a provider. Rules for all of them:
 * - Take actions from a state only once that state is durable.
 * - `id` names the piece of work: while one with that id runs, do not start it again. When it has
 *   ended without a report (a power cut, a restart), run it again; each is written so that doing it
 *   twice does no harm.
 * - Ask by identifier, then compare the Name before changing anything.
 * - Report with the named event. If `step` refuses the report as `stale`, drop it.
 */
export type RekeyAction =
  /**
   * At the primary: send Create (AES, 256 bits, Pre-Active, this Name) at most once for a name;
   * when the reply is lost, Locate the Name over a new connection instead of sending it again. Get
   * the key, seal the system key with it into a key slot record of this `slot` and `generation`,
   * zero the key. Then `keyObtained`, with the record in the same transaction. On any failure, or
   * time-out, `obtainFailed`. `newSystemKey`: nothing is encrypted yet; make a system key of this
   * generation at random.
   */
  | {
      readonly do: 'obtainKey'
      readonly id: string
      readonly method: Method
      readonly name: string
      readonly slot: number
      readonly generation: number
      readonly newSystemKey: boolean
    }
  /**
   * Fetch the key anew, over a new connection that no pool knew: from the primary, and where they
   * answer from the other key servers; from every drive. With each fetched key open the record read
   * back from the store. Then `slotProven` with all that succeeded, the primary among them. If the
   * primary (or the number of drives needed) does not, `proofFailed`. For `commit` a time-out of
   * the command is a `proofFailed` too.
   */
  | {
      readonly do: 'proveKey'
      readonly id: string
      readonly purpose: 'prepare' | 'commit'
      readonly method: Method
      readonly slot: number
      readonly key: KeyReference
    }
  /**
   * Find a second holder of the current key: ask every key server for it (that is what the monitor
   * does anyway), look for `y-Keyturn-Backup-Date` on it, prove another method. Then
   * `secondHolderProven`. On failure nothing: try again at the next round. The alert `oneHolder`
   * stands as long as this action is pending.
   */
  | {
      readonly do: 'seekSecondHolder'
      readonly id: string
      readonly method: Method
      readonly slot: number
      readonly key: KeyReference
    }
  /**
   * The obligations: `activate` is Activate; `retire` is Revoke with `reason` (after Activate when
   * the key is still Pre-Active); `destroy` is Destroy. At the primary, or, when it lacks the key,
   * at a key server that has it. With a null identifier: Locate by Name, and do it to every key
   * found. Then `obligationSettled`. When a provider does not answer: nothing, try again later,
   * with growing pauses; the phase never waits for it. A `destroy` with a null identifier that
   * finds nothing is reported `absent` only after the settling time of requests that may still be
   * on their way.
   */
  | {
      readonly do: 'activate' | 'retire' | 'destroy'
      readonly id: string
      readonly method: Method
      readonly name: string
      readonly identifier: string | null
      readonly reason: 'CessationOfOperation' | 'KeyCompromise' | null
    }
