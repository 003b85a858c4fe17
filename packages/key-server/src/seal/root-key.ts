/**
 * What wraps the store key. The key file is one provider; a passphrase, a token or shares are others.
 * A provider says which it is in the row `seal`, so that a server started with another one refuses.
 */
export interface RootKey {
  readonly provider: string
  /** Wraps a 32-byte store key, bound to its identifier. */
  wrap(storeKey: string, key: Uint8Array): Promise<Uint8Array>
  /** The store key; undefined when this root key did not wrap it, or not for this identifier. */
  unwrap(storeKey: string, wrapped: Uint8Array): Promise<Uint8Array | undefined>
}

/** A start that cannot go on until an administrator has done what the message says. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
