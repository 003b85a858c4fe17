// The exhaustive checker of the rekey machine, for `npm test` and `npm run soak`.
export type { Outcome } from './explore.ts'
export { explore } from './explore.ts'
export type { DriverFaults, Scope } from './scope.ts'
export type { Machine } from './machine.ts'
export { realMachine } from './machine.ts'
export { plainScope, scopes, summary, wideScopes } from './scopes.ts'
