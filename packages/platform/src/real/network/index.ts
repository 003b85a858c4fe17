import type { Log, Network } from '../../ports/index.ts'
import { connectTls } from './connect.ts'
import { listenTls } from './listen.ts'
import { Sessions } from './sessions.ts'

/** TLS over TCP by node:tls. Handshakes that fail are logged at level debug. */
export function createNetwork(log: Log): Network {
  const sessions = new Sessions()
  return {
    listenTls: (options, accept) => listenTls(log, options, accept),
    connectTls: (options) => connectTls(sessions, options),
  }
}
