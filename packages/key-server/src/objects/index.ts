export { identifierMaker, type MakeIdentifier } from './identifier.ts'
export { ManagedObjects } from './managed-objects.ts'
export { ObjectIndex } from './object-index.ts'
export { Tombstones } from './tombstones.ts'
