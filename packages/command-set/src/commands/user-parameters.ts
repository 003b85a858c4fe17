import type { ParameterTable } from '../grammar/parameter.ts'

/** What opens a login: a password, a key, or both. */
export const credentialParameters = {
  password: { kind: 'password', secret: true, help: 'password, 6-64 characters' },
  keyfile: { kind: 'file', help: 'file of the SSH public key, removed after use' },
} as const satisfies ParameterTable

export const credentialRemovalParameters = {
  nopassword: { kind: 'flag', help: 'no password any more' },
  nokey: { kind: 'flag', help: 'no SSH key any more' },
} as const satisfies ParameterTable
