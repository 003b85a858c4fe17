export { type StorageConfiguration, StorageConfigurationSchema } from './configuration.ts'
export { createStorageSystem, type Running, type StorageSystem } from './controller.ts'
export type { StoragePorts } from './ports.ts'
