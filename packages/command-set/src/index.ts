export * from './system/index.ts'
export * from './states/encryption.ts'
export * from './states/key-servers.ts'
export type * from './execute/context.ts'
