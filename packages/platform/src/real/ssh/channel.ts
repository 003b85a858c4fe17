import type { ServerChannel } from 'ssh2'
import type { SshChannel } from '../../ports/index.ts'
import { LineDiscipline } from './line-discipline.ts'

/** The streams of one exec or shell, read by pull. Writing fails once the client has gone. */
export function openChannel(stream: ServerChannel, pty: boolean): SshChannel {
  let closed = false
  let ended = false
  let wake: (() => void) | undefined
  const onClose = new Set<() => void>()
  const awaken = (): void => {
    const waiting = wake
    wake = undefined
    waiting?.()
  }
  stream.on('readable', awaken)
  stream.on('end', () => {
    ended = true
    awaken()
  })
  stream.on('close', () => {
    closed = true
    for (const leave of onClose) leave()
    awaken()
  })
  // What went wrong with the connection is logged there; here the channel is closed by it.
  stream.on('error', awaken)

  const receive = async (): Promise<Uint8Array | undefined> => {
    for (;;) {
      const chunk = stream.read() as Uint8Array | null
      if (chunk !== null) return chunk
      if (ended || closed) return undefined
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  // ssh2 never calls back for what is written to a closed channel.
  const send = (target: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => reject(new ChannelClosed())
      if (closed) return leave()
      onClose.add(leave)
      target.write(bytes, () => {
        onClose.delete(leave)
        resolve()
      })
    })

  if (!pty) {
    return {
      pty,
      read: receive,
      write: (text) => send(stream, toBytes(text)),
      writeError: (text) => send(stream.stderr, toBytes(text)),
    }
  }
  // A terminal has one output.
  const write: SshChannel['write'] = (text) => send(stream, withCarriageReturns(text))
  const lines = new LineDiscipline(receive, write)
  return { pty, read: () => lines.read(), write, writeError: write }
}

/** The client has gone while something was written to it. */
export class ChannelClosed extends Error {
  override readonly name = 'ChannelClosed'
  constructor() {
    super('the client closed the channel')
  }
}

const toBytes = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? Buffer.from(text) : text

function withCarriageReturns(text: string | Uint8Array): Uint8Array {
  const plain = typeof text === 'string' ? text : Buffer.from(text).toString('latin1')
  return Buffer.from(plain.replace(/\r?\n/g, '\r\n'), typeof text === 'string' ? 'utf8' : 'latin1')
}
