// The client of KMIP. Its only use of the outside world is connect-tls.ts and timers.ts.
export { createKmipClient } from './client.ts'
export { connectTls, type TlsOptions } from './connect-tls.ts'
export { KmipClientError } from './error.ts'
export { readOnlyOperations } from './read-only.ts'
export type * from './types.ts'
