import type { AdminOptions } from './contracts.ts'

export interface FirstUser {
  readonly name: string
  readonly password: string
}

/** Makes the first user of a store that has none; true when it did. */
export async function ensureFirstUser(
  _options: Pick<AdminOptions, 'store' | 'audit' | 'clock' | 'passwords'>,
  _user: FirstUser,
): Promise<boolean> {
  throw new Error('not yet')
}
