import type { SshChannel } from '../../ports/index.ts'
import { JailError } from './jail.ts'

/** Longest control line, in bytes. */
const maxLineBytes = 4_096
/** First byte of an answer: done, or a sentence follows and the copy is over. */
const done = 0
const fatal = 2
const lineFeed = 0x0a

/** The byte stream of an scp transfer: lines, acknowledgements, and counted pieces of files. */
export class ScpStream {
  readonly #channel: SshChannel
  #buffered: Uint8Array = new Uint8Array(0)

  constructor(channel: SshChannel) {
    this.#channel = channel
  }

  acknowledge(): Promise<void> {
    return this.#channel.write(Uint8Array.of(done))
  }

  write(bytes: string | Uint8Array): Promise<void> {
    return this.#channel.write(bytes)
  }

  /** Tells the client why, if it is still there. */
  async refuse(sentence: string): Promise<void> {
    const text = Buffer.from(`${sentence}\n`)
    await this.#channel.write(Buffer.concat([Uint8Array.of(fatal), text])).catch(() => {})
  }

  /** At least one and at most `most` bytes. */
  async read(most: number): Promise<Uint8Array> {
    if (!await this.#fill()) throw new JailError('failed', 'the copy was cut off')
    const bytes = this.#buffered.subarray(0, most)
    this.#buffered = this.#buffered.subarray(bytes.length)
    return bytes
  }

  async expectZero(): Promise<void> {
    const [byte] = await this.read(1)
    if (byte !== done) throw new JailError('failed', 'the client gave up')
  }

  /** Without its line feed; undefined when the client has nothing more. */
  async readLine(): Promise<string | undefined> {
    const line: number[] = []
    while (await this.#fill()) {
      const [byte = 0] = await this.read(1)
      if (byte === lineFeed) return Buffer.from(line).toString('utf8')
      line.push(byte)
      if (line.length > maxLineBytes) throw new JailError('failed', 'a line without an end')
    }
    if (line.length > 0) throw new JailError('failed', 'the copy was cut off')
    return undefined
  }

  async #fill(): Promise<boolean> {
    if (this.#buffered.length > 0) return true
    const bytes = await this.#channel.read()
    if (!bytes) return false
    this.#buffered = bytes
    return true
  }
}
