// A TCP proxy that breaks the connection at a chosen chunk: before it is passed on, or just after.
import net from 'node:net'

/** Chunks in both directions are counted over all connections, from 1. */
export class CuttingProxy {
  #server
  #target
  #sockets = new Set()
  #cut
  #chunks = 0
  #onCut = () => {}

  constructor(target) {
    this.#target = target
  }

  async listen(port = 0) {
    this.#server = net.createServer((client) => this.#join(client))
    await new Promise((resolve) => this.#server.listen(port, '127.0.0.1', resolve))
    return this.#server.address().port
  }

  /** How many chunks passed since the last `arm`. */
  get chunks() {
    return this.#chunks
  }

  /** Cuts at chunk `number`, `before` or `after` it is passed on, and calls `onCut`. Without a number: only counts. */
  arm(number, when = 'before', onCut = () => {}) {
    this.#chunks = 0
    this.#cut = number === undefined ? undefined : { number, when }
    this.#onCut = onCut
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(client) {
    const server = net.connect(this.#target)
    const both = [client, server]
    for (const [from, to] of [both, [server, client]]) {
      this.#sockets.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        this.#sockets.delete(from)
        to.destroy()
      })
      from.on('end', () => to.end())
      from.on('data', (data) => this.#pass(data, to, both))
    }
  }

  #pass(data, to, both) {
    this.#chunks += 1
    const cutting = this.#cut?.number === this.#chunks ? this.#cut : undefined
    if (cutting?.when !== 'before') to.write(data)
    if (!cutting) return
    for (const socket of both) socket.destroy()
    this.#onCut()
  }
}
