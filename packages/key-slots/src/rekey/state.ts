// The durable state of the rekey machine (docs/rekey.md). It is exactly what has to survive a power
// cut, and it holds no secret: wrapped keys stand in key slot records of their own, which the state
// names by slot id.

/**
 * How an access key reaches the system. One method is rekeyed at a time; the other keeps unlocking.
 */
export type Method = 'keyServer' | 'usb'

export const methods: readonly Method[] = ['keyServer', 'usb']

/**
 * A key at its provider. For a key server: the Name we chose and the Unique Identifier the server
 * gave. For flash drives: the file name, twice. A Name is never used a second time; an identifier
 * may be, by a server that was restored from a backup, so nothing is done to a key before its Name
 * was compared.
 */
export interface KeyReference {
  readonly name: string
  readonly identifier: string
}

/** Why we believe that more than one thing in the world can give the key back. */
export type SecondHolder =
  /** Two key servers, or two drives, proved it in one pass. */
  | 'holders'
  /** The key server says that a backup holds it. */
  | 'backup'
  /** Another method's key was proven to open the system. */
  | 'otherMethod'
  /** The administrator said so, by fixing the "back up your key servers" event. */
  | 'administrator'
  /** The administrator insisted, because the old key is compromised. */
  | 'force'

/** A key slot on disk, and the key that opens it. */
export interface HeldSlot {
  /** Id of the key slot record. */
  readonly slot: number
  readonly key: KeyReference
  /** Who proved the key in the newest proof: machines of key servers, or drives. Never empty. */
  readonly holders: readonly string[]
  /** Null: as far as we know one machine holds the key (alert `oneHolder`). */
  readonly secondHolder: SecondHolder | null
}

export interface MethodState {
  readonly enabled: boolean
  /** The slot whose key is *the* key of the method; null when the method has none. */
  readonly current: HeldSlot | null
  /** Former current slots, oldest first. They never unlock a start; `rescue` alone opens them. */
  readonly parked: readonly HeldSlot[]
}

/**
 * A rekey between `prepare` and `commit` or `cancel`.
 * - preparing: the intent to make the key is durable; a key of that name may or may not exist.
 * - proving: the key exists and its slot record is written, but was never read back.
 * - prepared: a fresh fetch opened the slot. Both keys unlock. At rest: waits for commit or cancel.
 * - reproving: commit was asked for; the key must be proven once more. Both keys unlock.
 */
export type Rekey =
  | {
      readonly phase: 'preparing'
      readonly method: Method
      readonly slot: number
      readonly name: string
    }
  | {
      readonly phase: 'proving' | 'prepared' | 'reproving'
      readonly method: Method
      readonly slot: number
      readonly key: KeyReference
      /** Who proved the new key so far; empty in `proving`. */
      readonly holders: readonly string[]
      /**
       * `commit -force`: release the old key at commit, as compromised. False before `reproving`.
       */
      readonly force: boolean
    }

/**
 * Something that remains to be done at a provider, whatever the phase. At most one for each key
 * name.
 */
export interface Obligation {
  readonly kind: 'activate' | 'retire' | 'destroy'
  readonly method: Method
  readonly name: string
  /** Null: never learned, because the reply to the request that made the key was lost. */
  readonly identifier: string | null
  /** Of `retire`: why the key is given up, in KMIP's words; null for the other kinds. */
  readonly reason: 'CessationOfOperation' | 'KeyCompromise' | null
}

export interface RekeyState {
  readonly version: 1
  /** Generation of the newest system key; 0 before the first. It never falls. */
  readonly generation: number
  /** Id that the next key slot record will get. It never falls. */
  readonly nextSlot: number
  readonly methods: Readonly<Record<Method, MethodState>>
  readonly rekey: Rekey | null
  readonly obligations: readonly Obligation[]
}

const untouched: MethodState = { enabled: false, current: null, parked: [] }

/** The state of a system whose encryption was never enabled. */
export const initialState: RekeyState = {
  version: 1,
  generation: 0,
  nextSlot: 1,
  methods: { keyServer: untouched, usb: untouched },
  rekey: null,
  obligations: [],
}

/** Parked slots of one method: each is a rekey whose new key never got a second holder. */
export const maxParkedSlots = 16

/** Obligations at which `prepare` is refused; a rekey that is open may still add its own. */
export const maxObligations = 1000

/** Proven copies that prepare and commit need: one key server, three drives. */
export const requiredHolders: Readonly<Record<Method, { prepare: number; commit: number }>> = {
  keyServer: { prepare: 1, commit: 1 },
  usb: { prepare: 1, commit: 3 },
}
