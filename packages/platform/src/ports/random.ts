/** A cryptographically strong source of randomness; the simulated one is a stream under a seed. */
export interface Random {
  /** `length` fresh bytes, 1 to 65,536. */
  bytes(length: number): Uint8Array
}
