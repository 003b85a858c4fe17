import type { Done, Outcome } from './outcome.ts'

export type Role =
  | 'Monitor' | 'CopyOperator' | 'FlashCopyAdmin' | 'Service' | 'Administrator' | 'SecurityAdmin'
  | 'VasaProvider' | 'RestrictedAdmin' | '3SiteAdmin'

export interface UserView {
  readonly id: number
  readonly name: string
  readonly hasPassword: boolean
  readonly hasKey: boolean
  readonly group: { readonly id: number; readonly name: string }
  readonly locked: 'no' | 'auto' | 'manual'
  readonly lockedUntil: number | undefined
  readonly passwordExpiryTime: number | undefined
  readonly passwordChangeRequired: boolean
}

export interface UserGroupView {
  readonly id: number
  readonly name: string
  readonly role: Role
}

/** Passwords are as typed: 6-64 printable ASCII characters; zero nothing, strings cannot be. */
export interface NewUser {
  readonly name: string
  /** Reference of the group. */
  readonly group: string
  readonly password: string | undefined
  /** Path of an OpenSSH public key in the jail; removed after use. */
  readonly keyFile: string | undefined
  readonly passwordChangeRequired: boolean
}

export interface UserChange {
  /** null: no password any more. */
  readonly password?: string | null
  readonly keyFile?: string | null
  readonly group?: string
  readonly locked?: boolean
  readonly passwordChangeRequired?: true
}

/** Unknown user: 6493, unknown group: 6480. */
export interface Users {
  list(): Promise<readonly UserView[]>
  groups(): Promise<readonly UserGroupView[]>
  /** 6487 the name exists, 6486 table full, 8031 or 6504 key file, 8216 the password is refused. */
  create(user: NewUser): Promise<Outcome<{ readonly id: number }>>
  /** 6519, 6496: what superuser must keep; 6521: neither password nor key would be left. */
  change(reference: string, change: UserChange): Promise<Done>
  /** 6494 superuser, a default user, or oneself. `by` is the name of who asks. */
  remove(reference: string, by: string): Promise<Done>
}
