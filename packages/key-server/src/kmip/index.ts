export { Exchange, MAX_BATCH_ITEMS } from './exchange.ts'
export { KmipService } from './service.ts'
export { MAX_MESSAGE_BYTES } from './session.ts'
