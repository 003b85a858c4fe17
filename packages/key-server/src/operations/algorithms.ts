import type { Enumerated } from '@keyturn/kmip'

type Algorithm = Enumerated<'CryptographicAlgorithm'>

interface KeyLengths {
  /** Cryptographic Usage Mask of a key for which the client names none. */
  readonly usage: number
  /** Cryptographic Length (bits) to bytes of key material. */
  readonly bytes: ReadonlyMap<number, number>
  /** The length of a key for which the client names none. */
  readonly preferred: number
}

/** Bits of Cryptographic Usage Mask (KMIP 2.1 section 11.17). */
const ENCRYPT_DECRYPT = 0x4 | 0x8
const MAC_GENERATE_VERIFY = 0x80 | 0x100

const sized = (bits: readonly number[]) => new Map(bits.map((length) => [length, length / 8]))

const cipher = (preferred: number, ...bits: readonly number[]): KeyLengths =>
  ({ preferred, bytes: sized(bits), usage: ENCRYPT_DECRYPT })

const hmac = (preferred: number): KeyLengths => ({
  preferred,
  bytes: sized([80, 112, 128, 160, 192, 224, 256, 384, 512, 1024]),
  usage: MAC_GENERATE_VERIFY,
})

/** Algorithms for which Create makes symmetric keys. */
const symmetric: Partial<Record<Algorithm, KeyLengths>> = {
  AES: cipher(256, 128, 192, 256),
  // 112 and 168 count key bits, 128 and 192 what the material takes: clients send both.
  DES3: {
    preferred: 168,
    bytes: new Map([[112, 16], [128, 16], [168, 24], [192, 24]]),
    usage: ENCRYPT_DECRYPT,
  },
  Camellia: cipher(256, 128, 192, 256),
  SKIPJACK: cipher(80, 80),
  ChaCha20: cipher(256, 256),
  ChaCha20Poly1305: cipher(256, 256),
  HMAC_SHA1: hmac(160),
  HMAC_SHA224: hmac(224),
  HMAC_SHA256: hmac(256),
  HMAC_SHA384: hmac(384),
  HMAC_SHA512: hmac(512),
}

export const keyLengths = (algorithm: Algorithm): KeyLengths | undefined =>
  Object.hasOwn(symmetric, algorithm) ? symmetric[algorithm] : undefined

/** Sets the parity bit of each byte of a DES key: an odd number of ones (FIPS 46-3). In place. */
export function setOddParity(key: Uint8Array): void {
  for (const [at, byte] of key.entries()) {
    let ones = 0
    for (let bits = byte >> 1; bits > 0; bits >>= 1) ones += bits & 1
    key[at] = (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0)
  }
}
