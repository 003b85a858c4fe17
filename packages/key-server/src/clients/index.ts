export type { Client } from './client.ts'
export { ClientDirectory } from './client-directory.ts'
