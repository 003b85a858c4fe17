export type { Client } from './client.ts'
export { ClientDirectory, MAX_PENDING_CLIENTS } from './client-directory.ts'
