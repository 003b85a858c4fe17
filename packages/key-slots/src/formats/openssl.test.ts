// The port over node:crypto, for the tests of this package; and that the port means what the page
// says.
import assert from 'node:assert/strict'
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import test from 'node:test'
import { fromHex, toHex } from '@keyturn/bytes'
import type { Cryptography } from '../cryptography.ts'

export const openssl: Cryptography = {
  hkdfSha256: (key, salt, info, length) =>
    new Uint8Array(hkdfSync('sha256', key, salt, info, length)),
  aes256GcmSeal(key, nonce, plaintext, aad) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    cipher.setAAD(aad)
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
    return new Uint8Array(Buffer.concat([ciphertext, cipher.getAuthTag()]))
  },
  aes256GcmOpen(key, nonce, sealed, aad) {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    decipher.setAAD(aad)
    decipher.setAuthTag(sealed.subarray(-16))
    const plaintext = decipher.update(sealed.subarray(0, -16))
    try {
      decipher.final()
      return new Uint8Array(plaintext)
    } catch {
      return undefined
    }
  },
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
}

export const hex = (text: string): Uint8Array => {
  const bytes = fromHex(text)
  assert.ok(bytes)
  return bytes
}

test('HKDF is that of RFC 5869, appendix A.1', () => {
  const derived = openssl.hkdfSha256(
    hex('0b'.repeat(22)), hex('000102030405060708090a0b0c'), hex('f0f1f2f3f4f5f6f7f8f9'), 42)
  assert.equal(toHex(derived), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf'
    + '34007208d5b887185865')
})

test('the tag of AES-256-GCM follows the ciphertext', () => {
  // The Galois/Counter Mode of Operation (McGrew and Viega), test case 14.
  const sealed = openssl.aes256GcmSeal(
    new Uint8Array(32), new Uint8Array(12), new Uint8Array(16), new Uint8Array(0))
  assert.equal(toHex(sealed), 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919')
})
