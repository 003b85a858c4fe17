import assert from 'node:assert/strict'
import test from 'node:test'
import { opensslCryptography as cryptography } from './cryptography.ts'

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))

test('HKDF-SHA256 as in RFC 5869, test case 1', () => {
  const okm = cryptography.hkdfSha256(
    new Uint8Array(22).fill(0x0b), hex('000102030405060708090a0b0c'), hex('f0f1f2f3f4f5f6f7f8f9'), 42,
  )
  assert.deepEqual(okm, hex('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'))
})

test('AES-256-GCM as in the GCM specification, test case 16', () => {
  const key = hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308')
  const nonce = hex('cafebabefacedbaddecaf888')
  const aad = hex('feedfacedeadbeeffeedfacedeadbeefabaddad2')
  const plaintext = hex('d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72'
    + '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39')
  const sealed = hex('522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa'
    + '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662'
    + '76fc6ece0f4e1768cddf8853bb2d551b')
  assert.deepEqual(cryptography.aes256GcmSeal(key, nonce, plaintext, aad), sealed)
  assert.deepEqual(cryptography.aes256GcmOpen(key, nonce, sealed, aad), plaintext)
  for (let i = 0; i < sealed.length; i++) {
    const broken = sealed.slice()
    broken[i] = (broken[i] as number) ^ 1
    assert.equal(cryptography.aes256GcmOpen(key, nonce, broken, aad), undefined)
  }
  assert.equal(cryptography.aes256GcmOpen(key, nonce, sealed, hex('00')), undefined)
  assert.equal(cryptography.aes256GcmOpen(key, nonce, sealed.slice(0, -1), aad), undefined)
  assert.equal(cryptography.aes256GcmOpen(key, nonce, new Uint8Array(15), aad), undefined)
})

test('SHA-256 (FIPS 180-2 B.1) and HMAC (RFC 4231 test case 2)', () => {
  assert.deepEqual(cryptography.sha256(Buffer.from('abc')),
    hex('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'))
  assert.deepEqual(
    cryptography.hmacSha256(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?')),
    hex('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'))
})
