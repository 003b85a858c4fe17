// The command set: grammar, commands, output, messages, events. Pure; the storage system stands
// behind the interface `System`, and calls the judges of `states/` at the moment of an action.
export * from './system/index.ts'
export * from './states/encryption.ts'
export * from './states/key-servers.ts'
export { eventCatalogue } from './events/catalogue.ts'
export type { EventName } from './events/catalogue.ts'
export { messageCatalogue } from './messages/catalogue.ts'
export type { MessageNumber } from './messages/catalogue.ts'
export { formatMessage } from './messages/format.ts'
export { executeArgv } from './execute/cli.ts'
export { executeRest } from './execute/rest.ts'
export type * from './execute/context.ts'
