export { createHttpClient } from './client.ts'
export { createHttpServer } from './server.ts'
