export { KmipClientError } from './error.ts'
export type * from './types.ts'
