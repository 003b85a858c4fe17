import type { Role } from '../system/users.ts'

/**
 * Who may run a command. The documents name roles only for users, security and service; the rest
 * follows from the descriptions of the roles.
 */
export const access = {
  /** Every role: views, and what concerns oneself. */
  everybody: [
    'Monitor', 'CopyOperator', 'FlashCopyAdmin', 'Service', 'Administrator', 'SecurityAdmin',
    'VasaProvider', 'RestrictedAdmin', '3SiteAdmin',
  ],
  /** Event log and service. */
  service: ['Service', 'RestrictedAdmin', '3SiteAdmin', 'Administrator', 'SecurityAdmin'],
  /** Volumes, pools, hosts, mappings: making and changing. */
  operators: ['VasaProvider', 'RestrictedAdmin', '3SiteAdmin', 'Administrator', 'SecurityAdmin'],
  /** Removal of the same, encryption, key servers, certificates, licences. */
  administrators: ['Administrator', 'SecurityAdmin'],
  /** Users and security. */
  security: ['SecurityAdmin'],
} as const satisfies Record<string, readonly Role[]>

export type Access = keyof typeof access

export const mayRun = (role: Role, needed: Access): boolean =>
  access[needed].some((allowed) => allowed === role)
