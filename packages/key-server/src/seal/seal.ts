import { concat, encodeUtf8, fromBase64, toBase64, wipe } from '@keyturn/bytes'
import type { Cryptography, Random } from '@keyturn/platform/ports'
import type { SealedMaterial } from '../records/object-record.ts'

/** Seals key material under one 256-bit key, bound to the object's unique identifier. */
export interface Seal {
  /** Identifier of the key, kept in each sealed material. */
  readonly storeKey: string
  seal(uniqueIdentifier: string, material: Uint8Array): SealedMaterial
  /** A fresh copy of the material: the caller wipes it. Undefined when key, identifier or tag do not fit. */
  open(uniqueIdentifier: string, sealed: SealedMaterial): Uint8Array | undefined
}

/** AES-256 (FIPS 197). */
export const SEAL_KEY_BYTES = 32
/** NIST SP 800-38D section 8.2.2: random, good for 2^32 seals under one key. */
const nonceBytes = 12

/**
 * A seal of this key (32 bytes; the seal keeps the reference, it does not copy). Replication makes one
 * for the way between two servers, so `storeKey` need not name the key of this store.
 */
export function createSeal(
  ports: { readonly cryptography: Cryptography; readonly random: Random },
  storeKey: string,
  key: Uint8Array,
): Seal {
  if (key.length !== SEAL_KEY_BYTES) throw new RangeError('a seal needs a key of 32 bytes')
  const bound = (uniqueIdentifier: string): Uint8Array =>
    encodeUtf8(`keyturn object material 1\n${storeKey}\n${uniqueIdentifier}`)
  return {
    storeKey,
    seal(uniqueIdentifier, material) {
      const nonce = ports.random.bytes(nonceBytes)
      const aad = bound(uniqueIdentifier)
      const sealed = ports.cryptography.aes256GcmSeal(key, nonce, material, aad)
      return { storeKey, sealed: toBase64(concat([nonce, sealed])) }
    },
    open(uniqueIdentifier, { storeKey: sealedUnder, sealed }) {
      const bytes = sealedUnder === storeKey ? fromBase64(sealed) : undefined
      if (bytes === undefined || bytes.length < nonceBytes) return undefined
      const [nonce, body] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes)]
      return ports.cryptography.aes256GcmOpen(key, nonce, body, bound(uniqueIdentifier))
    },
  }
}

/** The same material under another seal, for replication; undefined when `from` cannot open it. */
export function reseal(
  from: Seal,
  to: Seal,
  uniqueIdentifier: string,
  sealed: SealedMaterial,
): SealedMaterial | undefined {
  const material = from.open(uniqueIdentifier, sealed)
  if (material === undefined) return undefined
  const resealed = to.seal(uniqueIdentifier, material)
  wipe(material)
  return resealed
}
