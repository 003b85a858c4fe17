import type { UserGroupView } from '@keyturn/command-set'

/** The default groups; their roles cannot be changed, and there are no others. */
export const userGroups: readonly UserGroupView[] = [
  { id: 0, name: 'SecurityAdmin', role: 'SecurityAdmin' },
  { id: 1, name: 'Administrator', role: 'Administrator' },
  { id: 2, name: 'CopyOperator', role: 'CopyOperator' },
  { id: 3, name: 'Service', role: 'Service' },
  { id: 4, name: 'Monitor', role: 'Monitor' },
  { id: 5, name: 'RestrictedAdmin', role: 'RestrictedAdmin' },
]

export const SECURITY_ADMIN = 0

export function groupOf(id: number): UserGroupView {
  const group = userGroups[id]
  if (group === undefined) throw new Error(`a user is in the group ${id}, which does not exist`)
  return group
}
