import type { Method, SecondHolder } from './state.ts'

/**
 * What may happen to the machine. The driver hands an event to `step`, and on acceptance writes the
 * new state in ONE transaction together with the slot record that the event brings and the erasure
 * of every record that `erasedSlots(before, after)` names. Only when that transaction is durable
 * does it act, or answer.
 */
export type RekeyEvent = Command | Report

/** What an administrator asks for. */
export type Command =
  /** Turns the method on; without effect when it is on. Makes no key. */
  | { readonly type: 'enable'; readonly method: Method }
  /**
   * Turns the method off and forgets its keys; nothing is removed from drives or servers.
   * `provenMethod`: another method whose current slot the driver opened with a fresh key *in this
   * same command*, or null. Null suffices only when the method has no key, or is the last one and
   * nothing is encrypted.
   */
  | {
      readonly type: 'disable'
      readonly method: Method
      readonly encryptedObjects: boolean
      readonly provenMethod: Method | null
    }
  /**
   * Starts a rekey. `name` must be fresh: system id and 128 random bits for a key server; for
   * drives the file name with a counter above the highest in the database and on any drive. The
   * system must be unlocked, or have no system key yet (then the driver makes one, of the
   * generation that the action names).
   */
  | { readonly type: 'prepare'; readonly method: Method; readonly name: string }
  /** `force`: the old key is compromised: give it up at commit, second holder or not. */
  | { readonly type: 'commit'; readonly method: Method; readonly force: boolean }
  | { readonly type: 'cancel'; readonly method: Method }
  /** The administrator takes an obligation off the list: the provider is gone for good. */
  | { readonly type: 'waive'; readonly name: string }
  /**
   * The explicit, audited rescue command opened a parked slot with its old key. That key becomes
   * current again, and the one that was current is parked in turn.
   */
  | {
      readonly type: 'rescueOpened'
      readonly method: Method
      readonly slot: number
      readonly holders: readonly string[]
    }

/**
 * What the driver found out. A report that the state no longer waits for is refused as `stale`:
 * drop it.
 */
export type Report =
  /**
   * Sent once at each start of the program, before anything else: an unfinished prepare is
   * cancelled.
   */
  | { readonly type: 'restarted' }
  /**
   * The new key exists. The slot record `action.slot`, sealed with it, goes into the same
   * transaction.
   */
  | { readonly type: 'keyObtained'; readonly name: string; readonly identifier: string }
  /**
   * The key could not be made, or not be read. `sent`: false only when no request to make it left
   * us.
   */
  | { readonly type: 'obtainFailed'; readonly name: string; readonly sent: boolean }
  /**
   * Each of `holders` gave the key over a new connection, and each time it opened the stored
   * record.
   */
  | { readonly type: 'slotProven'; readonly name: string; readonly holders: readonly string[] }
  /** The primary (or too few drives) gave the key, or the stored record did not open. */
  | { readonly type: 'proofFailed'; readonly name: string }
  /** While prepared: one more holder got the new key and proved it (a drive that was inserted). */
  | { readonly type: 'copyProven'; readonly name: string; readonly holder: string }
  /**
   * The current key `name` has a second holder. For `by: 'holders'`, `holders` are at least two
   * that proved it in one pass, now; for other reasons the list is empty. `otherMethod` means: its
   * slot was opened just now.
   */
  | {
      readonly type: 'secondHolderProven'
      readonly method: Method
      readonly name: string
      readonly by: SecondHolder
      readonly holders: readonly string[]
    }
  /**
   * The second holder of the current key is no more: its key server was removed, or no longer has
   * the key.
   */
  | { readonly type: 'secondHolderLost'; readonly method: Method; readonly name: string }
  /**
   * An obligation came to an end.
   * - done: carried out, or found to be so already.
   * - absent: every configured provider answered, and none holds a key of that name.
   * - mismatch: another Name stands at the identifier. Nothing was done to it; tell the
   *   administrator.
   * - refused: the provider will not. `destroy` is then given up (tell the administrator); others
   *   stay.
   */
  | {
      readonly type: 'obligationSettled'
      readonly kind: 'activate' | 'retire' | 'destroy'
      readonly name: string
      readonly outcome: 'done' | 'absent' | 'mismatch' | 'refused'
    }

/** Why an event was not accepted; the state is as before. */
export type Refusal =
  /** The method is off: enable it first (CMMVC8532E). */
  | 'notEnabled'
  /** A rekey is open, of this or of the other method: commit or cancel it first (CMMVC8530E). */
  | 'rekeyOpen'
  /** A commit is under way: wait until it ends (CMMVC8538E). */
  | 'committing'
  /** No rekey of this method is prepared (CMMVC8533E). */
  | 'notPrepared'
  /** Too few proven copies of the new key: insert more drives (CMMVC8537E). */
  | 'tooFewHolders'
  /** The last method cannot be disabled while encrypted objects exist (CMMVC8531E). */
  | 'lastMethod'
  /**
   * No other method was proven in this command; disabling this one might lock the system out
   * (CMMVC9144E).
   */
  | 'otherWayUnproven'
  /** The name was used before: draw another. */
  | 'nameUsed'
  /** So many keys wait for a second holder: back up the key servers and confirm it. */
  | 'tooManyParked'
  /**
   * So much remains to be done at key servers: make them reachable, or waive what is gone for good.
   */
  | 'tooManyObligations'
  /** No such obligation, or no such parked slot. */
  | 'unknown'
  /** A report of something that the state does not wait for, or no longer: drop it. */
  | 'stale'
