import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import type { Cryptography } from '../ports/index.ts'

const TAG_BYTES = 16

/** The real primitives: what is simulated is the world around them, never the cryptography. */
export const simulatedCryptography: Cryptography = {
  hkdfSha256: (key, salt, info, length) =>
    new Uint8Array(hkdfSync('sha256', key, salt, info, length)),
  aes256GcmSeal: (key, nonce, plaintext, aad) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad)
    return new Uint8Array(
      Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]),
    )
  },
  aes256GcmOpen: (key, nonce, sealed, aad) => {
    if (sealed.length < TAG_BYTES) return undefined
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(aad)
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
    const start = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES))
    try {
      return new Uint8Array(Buffer.concat([start, decipher.final()]))
    } catch {
      return undefined
    }
  },
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  hmacSha256: (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest()),
}
