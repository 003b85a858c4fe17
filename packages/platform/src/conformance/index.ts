export { recordStoreConformance, type StoreUnderTest } from './record-store.ts'
