import { fork, type ChildProcess } from 'node:child_process'
import type { Writable } from 'node:stream'
import {
  KEY_FRAME_LENGTH,
  VOLUME_KEY_LENGTH,
  type ControllerMessage,
  type DataPlaneEvent,
  type DataPlaneMessage,
  type HandOver,
  type TransferableConnection,
} from '../ports/index.ts'
import { RealTransferableConnection } from './transferable-network.ts'

/** A controller message without the number that this file gives it. */
export type Request = ControllerMessage extends infer Message
  ? Message extends { readonly requestId: number }
    ? Omit<Message, 'requestId'>
    : never
  : never
export type Answer = Extract<DataPlaneMessage, { readonly requestId: number }>

/**
 * Threads for reads of cold data: as many as a client has requests under way; each sleeps in the
 * kernel.
 */
const THREAD_POOL_SIZE = '32'

/**
 * The C library's allocator otherwise gives a buffer of 128 KiB back to the kernel as soon as it is
 * free, and takes page faults on the next one: a quarter of the CPU time of large requests.
 */
const allocatorSettings = {
  MALLOC_TOP_PAD_: `${1024 * 1024}`,
  MALLOC_TRIM_THRESHOLD_: `${64 * 1024 * 1024}`,
  MALLOC_MMAP_THRESHOLD_: `${16 * 1024 * 1024}`,
  MALLOC_ARENA_MAX: '2',
}

/**
 * Node 20 has ArrayBuffer.prototype.transfer behind this flag, later ones without; the data plane
 * works without it, at a lower speed.
 */
const engineFlags = (): string[] =>
  'transfer' in ArrayBuffer.prototype ? [] : ['--harmony-rab-gsab-transfer']

/**
 * The young generation's size in MiB: the data plane makes little garbage, and memory is to stay
 * small.
 */
const SEMI_SPACE = '--max-semi-space-size=2'

/** How long a process may take to end: it may be in the middle of a disk access. */
const END_PATIENCE_MS = 10_000

/** One data-plane process and the conversation with it. */
export class DataPlaneProcess {
  readonly #child: ChildProcess
  readonly #keyPipe: Writable
  readonly #ready: Promise<void>
  readonly #exited: Promise<string>
  readonly #answers = new Map<number, (answer: Answer | undefined) => void>()
  #nextRequestId = 1
  #nextTicket = 1
  #gone = false

  constructor(mainFile: string, onEvent: (event: DataPlaneEvent) => void) {
    const child = fork(mainFile, [], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'ipc'],
      serialization: 'advanced',
      execArgv: [...engineFlags(), SEMI_SPACE],
      env: { ...process.env, ...allocatorSettings, UV_THREADPOOL_SIZE: THREAD_POOL_SIZE },
    })
    this.#child = child
    this.#keyPipe = child.stdio[3] as Writable
    this.#keyPipe.on('error', () => undefined)
    let ready: () => void = () => undefined
    this.#ready = new Promise((resolve) => {
      ready = resolve
    })
    child.on('message', (message: DataPlaneMessage) => {
      if (message.kind === 'ready') ready()
      else if (message.kind === 'event') onEvent(message.event)
      else this.#answer(message)
    })
    this.#exited = new Promise((resolve) => {
      const end = (cause: string): void => {
        this.#gone = true
        ready()
        for (const answer of this.#answers.values()) answer(undefined)
        this.#answers.clear()
        resolve(cause)
      }
      child.once('error', (error) => end(error.message))
      child.once('exit', (code, signal) =>
        end(signal ? `ended by ${signal}` : `ended with exit code ${code}`),
      )
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Resolves with the cause when the process has ended. */
  get exited(): Promise<string> {
    return this.#exited
  }

  /** Undefined when the process ended before it answered. */
  async request(request: Request, key?: Uint8Array): Promise<Answer | undefined> {
    // Copied before anything is awaited: the caller wipes its own.
    const frame = key && this.#keyFrame(key)
    await this.#ready
    if (this.#gone) return undefined
    const requestId = this.#nextRequestId++
    if (frame) this.#keyPipe.write(frame, () => frame.fill(0))
    const keyTicket = frame && new DataView(frame.buffer).getUint32(0)
    const message = { ...request, requestId, ...(keyTicket && { keyTicket }) } as ControllerMessage
    return new Promise((resolve) => {
      this.#answers.set(requestId, resolve)
      this.tell(message)
    })
  }

  /** A message that nobody answers. */
  tell(message: ControllerMessage): void {
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }

  /** Passes the client's socket on; cuts it when the process is gone. */
  handOver(handOver: HandOver, client: TransferableConnection): void {
    if (!(client instanceof RealTransferableConnection))
      throw new Error('not a connection of this platform')
    const socket = client.release()
    if (!socket) return
    if (!this.#child.connected) {
      socket.destroy()
      return
    }
    const message: ControllerMessage = { kind: 'handOver', handOver }
    this.#child.send(message, socket, (error) => {
      if (error) socket.destroy()
    })
  }

  /** Closes the channel, which ends the process, and waits for that; one that hangs is killed. */
  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_PATIENCE_MS)
    await this.#exited
    clearTimeout(timer)
  }

  #keyFrame(key: Uint8Array): Uint8Array {
    if (key.length !== VOLUME_KEY_LENGTH)
      throw new RangeError(`a volume key of ${key.length} bytes`)
    const frame = new Uint8Array(KEY_FRAME_LENGTH)
    new DataView(frame.buffer).setUint32(0, this.#nextTicket++)
    frame.set(key, 4)
    return frame
  }

  #answer(answer: Answer): void {
    const resolve = this.#answers.get(answer.requestId)
    this.#answers.delete(answer.requestId)
    resolve?.(answer)
  }
}
