export { Records, type Draft } from './records.ts'
export type { Change } from './table.ts'
export type * from './rows.ts'
