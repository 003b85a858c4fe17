import type { Enumerated } from '@keyturn/kmip'

type Algorithm = Enumerated<'CryptographicAlgorithm'>

interface KeyLengths {
  /** Cryptographic Length (bits) to bytes of key material. */
  readonly bytes: ReadonlyMap<number, number>
  /** The length of a key for which the client names none. */
  readonly preferred: number
}

const lengths = (preferred: number, ...bits: readonly number[]): KeyLengths =>
  ({ preferred, bytes: new Map(bits.map((length) => [length, length / 8])) })

const hmacBits = [80, 112, 128, 160, 192, 224, 256, 384, 512, 1024]

/** Algorithms for which Create makes symmetric keys. */
const symmetric: Partial<Record<Algorithm, KeyLengths>> = {
  AES: lengths(256, 128, 192, 256),
  // 112 and 168 count key bits, 128 and 192 what the material takes: clients send both.
  DES3: { preferred: 168, bytes: new Map([[112, 16], [128, 16], [168, 24], [192, 24]]) },
  Camellia: lengths(256, 128, 192, 256),
  ChaCha20: lengths(256, 256),
  ChaCha20Poly1305: lengths(256, 256),
  HMAC_SHA1: lengths(160, ...hmacBits),
  HMAC_SHA224: lengths(224, ...hmacBits),
  HMAC_SHA256: lengths(256, ...hmacBits),
  HMAC_SHA384: lengths(384, ...hmacBits),
  HMAC_SHA512: lengths(512, ...hmacBits),
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
