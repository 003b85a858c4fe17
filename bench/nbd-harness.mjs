// The data plane without the storage system: a listener that does the handshake and hands over, as
// the storage system does. For the benchmark and the tests of the data plane.
import { join } from 'node:path'
import { root } from '../tools/install.mjs'

const { Handshake } = await import('@keyturn/nbd')
const { realTransferableNetwork, startDataPlane } = await import('@keyturn/platform/real')

export const dataPlaneMain = join(root, 'packages/data-plane/dist/main.js')

/** Starts data-plane processes; `events` collects what they tell. */
export function startPlane({ processes = 1, onEvent } = {}) {
  const events = []
  const plane = startDataPlane({
    mainFile: dataPlaneMain,
    processes,
    onEvent: (event) => {
      events.push(event)
      onEvent?.(event)
    },
  })
  return { plane, events }
}

/**
 * Listens on a Unix socket, and TCP when `port` is given, for exports {name: {volumeId, sizeBytes,
 * readOnly}}.
 */
export async function listen(plane, exports, { unixPath, port }) {
  let next = 1
  const catalogue = {
    list: () => Object.entries(exports).map(([name, facts]) => factsOf(name, facts)),
    find: (name) =>
      exports[name]
        ? factsOf(name, exports[name])
        : { refused: 'unknown', message: `no export ${name}` },
  }
  const accept = async (client) => {
    const handshake = new Handshake(catalogue)
    try {
      await client.write(handshake.greeting())
      for (;;) {
        const bytes = await client.read()
        if (!bytes) return client.destroy()
        const step = handshake.feed(bytes)
        if (step.reply.length > 0) await client.write(step.reply)
        if (step.kind === 'end') return client.close()
        if (step.kind === 'continue') continue
        const { volumeId, readOnly = false } = exports[step.negotiated.exportName]
        const connectionId = `c${next++}`
        plane.handOver(
          {
            volumeId,
            connectionId,
            negotiated: step.negotiated,
            description: '',
            readOnly,
            pending: step.rest,
          },
          client,
        )
        return
      }
    } catch {
      client.destroy()
    }
  }
  const listeners = [
    await realTransferableNetwork.listenUnix({ path: unixPath, mode: 0o600 }, accept),
  ]
  if (port !== undefined)
    listeners.push(await realTransferableNetwork.listenTcp({ host: '127.0.0.1', port }, accept))
  return {
    close: () => Promise.all(listeners.map((listener) => listener.close())),
    port: listeners[1]?.port,
  }
}

const factsOf = (name, { sizeBytes, readOnly = false }) => ({
  name,
  description: '',
  sizeBytes,
  readOnly,
})

/**
 * Run by hand: `node bench/nbd-harness.mjs FILE SIZE SOCKET` serves one new or old volume as the
 * export `v`.
 */
if (process.argv[1] === import.meta.filename) {
  const [path, size, unixPath] = process.argv.slice(2)
  const { plane } = startPlane({ onEvent: (event) => console.log(event) })
  const volume = { volumeId: 'by-hand', path, sizeBytes: Number(size) }
  const key = new Uint8Array(64).map((_, index) => index)
  console.log(await plane.create(volume, key), await plane.attach(volume, key))
  await listen(plane, { v: { volumeId: 'by-hand', sizeBytes: Number(size) } }, { unixPath })
  console.log(`nbd+unix:///v?socket=${unixPath}`, (await plane.statistics()).processes)
  process.on('SIGTERM', () => void plane.close().then(() => process.exit()))
}
