export { KeyServerConfigurationSchema, type KeyServerConfiguration } from './configuration.ts'
export type { KeyServerPorts } from './ports.ts'
export { createKeyServer, type KeyServer, type KeyServerAddresses } from './server.ts'
