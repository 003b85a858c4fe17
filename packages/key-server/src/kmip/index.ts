export { Exchange } from './exchange.ts'
export { KmipService } from './service.ts'
