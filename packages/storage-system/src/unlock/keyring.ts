import { equalConstantTime, wipe } from '@keyturn/bytes'
import {
  type KeyReference,
  openObjectKey,
  openSlot,
  sealObjectKey,
  sealSlot,
  type SlotMethod,
} from '@keyturn/key-slots'
import type { Cryptography, Random } from '@keyturn/platform/ports'
import type { Records } from '../records/index.ts'
import { hasCurrentKey, rekeyState } from '../rekey/state.ts'

/** Bytes of a system key, and of the salt of a record. */
const SYSTEM_KEY_BYTES = 32
const SALT_BYTES = 32

/** What a new slot is sealed for. */
export interface NewSlot {
  readonly method: SlotMethod
  readonly slot: number
  readonly generation: number
  /** Nothing is encrypted yet: the slot gets a system key of its own. */
  readonly newSystemKey: boolean
}

/**
 * The one place that holds the system key, in memory, while the system is unlocked. Nobody else
 * sees it: others hand in access keys and get opened object keys.
 */
export class Keyring {
  readonly #cryptography: Cryptography
  readonly #random: Random
  readonly #records: Records
  #systemKey: Uint8Array | undefined
  /** A system key that becomes the system's when the rekey of this slot is committed. */
  #candidate: { readonly slot: number; readonly systemKey: Uint8Array } | undefined

  constructor(cryptography: Cryptography, random: Random, records: Records) {
    this.#cryptography = cryptography
    this.#random = random
    this.#records = records
  }

  /** Objects can be encrypted and opened: a method has a key, and the system key is here. */
  get isOpen(): boolean {
    return this.#systemKey !== undefined && hasCurrentKey(rekeyState(this.#records))
  }

  /** There is a system key, and it is not here. */
  get isLocked(): boolean {
    return this.#systemKey === undefined && hasCurrentKey(rekeyState(this.#records))
  }

  /**
   * The record of a new slot. Throws RangeError when name or identifier are longer than a record
   * takes; with the system locked it must not be called.
   */
  sealSlot(place: NewSlot, key: KeyReference, accessKey: Uint8Array): Uint8Array {
    const { slot } = place
    if (place.newSystemKey) this.#hold(slot, this.#random.bytes(SYSTEM_KEY_BYTES))
    const systemKey = place.newSystemKey ? this.#candidate?.systemKey : this.#systemKey
    if (systemKey === undefined) throw new Error('a slot cannot be sealed while locked')
    const salt = this.#random.bytes(SALT_BYTES)
    const { method, generation } = place
    const description = { method, slot, generation, systemId: this.#systemId(), ...key }
    return sealSlot(this.#cryptography, description, { accessKey, systemKey, salt })
  }

  /**
   * Whether the access key opens the record, and what it wraps is the system key where that is
   * known.
   */
  opensSlot(slot: number, record: Uint8Array, accessKey: Uint8Array): boolean {
    const systemKey = this.#open(slot, record, accessKey)
    if (systemKey === undefined) return false
    if (this.#systemKey === undefined) {
      this.#hold(slot, systemKey)
      return true
    }
    const same = equalConstantTime(systemKey, this.#systemKey)
    wipe(systemKey)
    return same
  }

  /** The same with the record in use; if that opens while the system is locked, it is unlocked. */
  tryAccessKey(slot: number, accessKey: Uint8Array): boolean {
    const record = this.#records.slots.get(slot)
    const opens = record !== undefined && this.opensSlot(slot, record, accessKey)
    if (opens && this.isLocked) this.promote(slot)
    return opens
  }

  /**
   * The slot's system key is the system's from now on. Nothing to do when that is known already.
   */
  promote(slot: number): void {
    if (this.#systemKey !== undefined || this.#candidate?.slot !== slot) return
    this.#systemKey = this.#candidate.systemKey
    this.#candidate = undefined
  }

  /** The record that wraps an object key (64 bytes). The system must be unlocked. */
  wrapObjectKey(objectId: string, objectKey: Uint8Array): Uint8Array {
    const systemKey = this.#systemKey
    if (systemKey === undefined) throw new Error('an object key cannot be wrapped while locked')
    const salt = this.#random.bytes(SALT_BYTES)
    const place = { objectId, generation: this.#generation() }
    return sealObjectKey(this.#cryptography, place, { systemKey, objectKey, salt })
  }

  /**
   * The object key (64 bytes, the caller wipes it); undefined when the record is not to be opened.
   */
  openObjectKey(objectId: string, record: Uint8Array): Uint8Array | undefined {
    if (this.#systemKey === undefined) return undefined
    const place = { objectId, generation: this.#generation() }
    const opened = openObjectKey(this.#cryptography, record, place, this.#systemKey)
    return 'failure' in opened ? undefined : opened.objectKey
  }

  /** The program ends, or nothing is encrypted and no rekey is open: forgets every key. */
  close(): void {
    this.closeSystemKey()
    this.dropCandidate()
  }

  /** No method has a key any more. */
  closeSystemKey(): void {
    if (this.#systemKey) wipe(this.#systemKey)
    this.#systemKey = undefined
  }

  dropCandidate(): void {
    if (this.#candidate) wipe(this.#candidate.systemKey)
    this.#candidate = undefined
  }

  #hold(slot: number, systemKey: Uint8Array): void {
    this.dropCandidate()
    this.#candidate = { slot, systemKey }
  }

  #open(slot: number, record: Uint8Array, accessKey: Uint8Array): Uint8Array | undefined {
    const place = { systemId: this.#systemId(), slot, generation: this.#generation() }
    const opened = openSlot(this.#cryptography, record, place, accessKey)
    return 'failure' in opened ? undefined : opened.systemKey
  }

  #systemId(): string {
    return this.#records.system.require().id
  }

  #generation(): number {
    return rekeyState(this.#records).generation
  }
}
