// A TCP proxy that breaks the connection at a chosen chunk: before it is passed on, or just
// after. It runs in a thread of its own, since tests wait for other people's programs with their
// own thread blocked.
import net from 'node:net'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

/** Places in the shared memory. */
const NUMBER = 0
const AFTER = 1
const CHUNKS = 2
const CUT = 3

/** Chunks in both directions are counted over all connections, from 1. */
export class CuttingProxy {
  #shared = new Int32Array(new SharedArrayBuffer(16))
  #worker

  /** Resolves with the port that leads to `target`. */
  async listen(target) {
    this.#worker = new Worker(new URL(import.meta.url), {
      workerData: { target, shared: this.#shared },
    })
    return new Promise((resolve, reject) =>
      this.#worker.once('message', resolve).once('error', reject),
    )
  }

  /** Cuts at chunk `number`, `before` or `after` it is passed on. */
  arm(number, when) {
    Atomics.store(this.#shared, AFTER, when === 'after' ? 1 : 0)
    Atomics.store(this.#shared, CUT, 0)
    Atomics.store(this.#shared, CHUNKS, 0)
    Atomics.store(this.#shared, NUMBER, number)
  }

  /** Ends the trap; answers whether it was sprung. */
  disarm() {
    Atomics.store(this.#shared, NUMBER, 0)
    return Atomics.load(this.#shared, CUT) === 1
  }

  close() {
    return this.#worker.terminate()
  }
}

function serve({ target, shared }) {
  const pass = (data, to, both) => {
    const here = Atomics.add(shared, CHUNKS, 1) + 1 === Atomics.load(shared, NUMBER)
    const after = Atomics.load(shared, AFTER) === 1
    if (!here || after) to.write(data)
    if (!here) return
    for (const socket of both) socket.destroy()
    Atomics.store(shared, CUT, 1)
  }
  const server = net.createServer((client) => {
    const both = [client, net.connect(target)]
    for (const [from, to] of [both, [...both].reverse()]) {
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      from.on('end', () => to.end())
      from.on('data', (data) => pass(data, to, both))
    }
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
}

if (!isMainThread) serve(workerData)
