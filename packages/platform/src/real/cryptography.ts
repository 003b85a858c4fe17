import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import type { Cryptography } from '../ports/index.ts'

const gcmTagBytes = 16

/** OpenSSL through node:crypto. Answers have memory of their own, so that they can be wiped. */
export const opensslCryptography: Cryptography = {
  hkdfSha256: (key, salt, info, length) =>
    new Uint8Array(hkdfSync('sha256', key, salt, info, length)),

  aes256GcmSeal(key, nonce, plaintext, aad) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: gcmTagBytes })
    cipher.setAAD(aad)
    const sealed = new Uint8Array(plaintext.length + gcmTagBytes)
    sealed.set(cipher.update(plaintext))
    cipher.final()
    sealed.set(cipher.getAuthTag(), plaintext.length)
    return sealed
  },

  aes256GcmOpen(key, nonce, sealed, aad) {
    if (sealed.length < gcmTagBytes) return undefined
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: gcmTagBytes })
    decipher.setAAD(aad)
    decipher.setAuthTag(sealed.subarray(sealed.length - gcmTagBytes))
    const buffer = decipher.update(sealed.subarray(0, sealed.length - gcmTagBytes))
    const plaintext = new Uint8Array(buffer)
    buffer.fill(0)
    try {
      decipher.final()
      return plaintext
    } catch {
      plaintext.fill(0)
      return undefined
    }
  },

  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  hmacSha256: (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest()),
}
