/**
 * The primitives that the key hierarchy needs. An answer has memory of its own, so that it can be
 * wiped. @keyturn/platform has the same shape over OpenSSL; a test makes its own.
 */
export interface Cryptography {
  /** HKDF with SHA-256 (RFC 5869), extract and expand; `length` in bytes, 1 to 8,160. */
  hkdfSha256(key: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array
  /**
   * AES-256-GCM (NIST SP 800-38D): 32-byte key, 12-byte nonce; ciphertext, then the 16-byte tag.
   */
  aes256GcmSeal(
    key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array,
  ): Uint8Array
  /** The plaintext, or undefined when the tag does not fit. */
  aes256GcmOpen(
    key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array,
  ): Uint8Array | undefined
  sha256(bytes: Uint8Array): Uint8Array
}
