export { createAdminApi } from './admin-api.ts'
export type { AdminOptions } from './contracts.ts'
export { ensureFirstUser, type FirstUser } from './first-user.ts'
