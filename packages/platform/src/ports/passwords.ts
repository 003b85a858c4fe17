/** Password hashes in PHC string form (Argon2id). */
export interface Passwords {
  hash(password: string): Promise<string>
  /** Constant-time in the digest; false for a malformed hash. */
  verify(hash: string, password: string): Promise<boolean>
}
