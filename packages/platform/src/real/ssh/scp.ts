import { posix } from 'node:path'
import type { SshChannel } from '../../ports/index.ts'
import type { Jail } from './jail.ts'
import { JailError } from './jail.ts'
import { ScpStream } from './scp-stream.ts'

/** Bytes that are read from a file and sent at once. */
const pieceBytes = 65_536

export interface ScpRequest {
  readonly direction: 'to' | 'from'
  readonly path: string
}

/**
 * The remote half of the old scp protocol, as the client starts it: `scp -t PATH` or `scp -f PATH`.
 * Undefined for another command; null for a form that is refused (folders, or not one path).
 */
export function readScpCommand(commandLine: string): ScpRequest | null | undefined {
  const words = splitWords(commandLine)
  if (words?.[0] !== 'scp') return undefined
  const mark = words.indexOf('--')
  const isFlag = (word: string, at: number): boolean =>
    word.startsWith('-') && (mark < 0 || at < mark)
  const flags = words.filter(isFlag).map((word) => word.slice(1)).join('')
  const paths = words.slice(1).filter((word, at) => !isFlag(word, at + 1) && at + 1 !== mark)
  const [path] = paths
  if (path === undefined || paths.length > 1 || /[^tfvpdq]/.test(flags)) return null
  if (flags.includes('t') === flags.includes('f')) return null
  return { direction: flags.includes('t') ? 'to' : 'from', path }
}

/** Serves one transfer; answers the exit code. */
export async function serveScp(
  request: ScpRequest | null,
  channel: SshChannel,
  jail: Jail,
): Promise<number> {
  const stream = new ScpStream(channel)
  try {
    if (!request) throw new JailError('denied', 'files are copied one at a time')
    if (request.direction === 'to') await receive(request.path, stream, jail)
    else await send(request.path, stream, jail)
    return 0
  } catch (cause) {
    const sentence = cause instanceof JailError ? cause.message : 'the copy failed'
    await stream.refuse(`scp: ${request?.path ?? ''}: ${sentence}`)
    return 1
  }
}

/** Files come as `C0644 12 name`, 12 bytes, a zero; each step is acknowledged by a zero. */
async function receive(path: string, stream: ScpStream, jail: Jail): Promise<void> {
  await stream.acknowledge()
  for (;;) {
    const line = await stream.readLine()
    if (line === undefined) return
    // Times (with -p) are not kept.
    if (line.startsWith('T')) {
      await stream.acknowledge()
      continue
    }
    const [, size, name] = /^C[0-7]{4} (\d{1,15}) ([^/]+)$/.exec(line) ?? []
    if (size === undefined || name === undefined) {
      throw new JailError('denied', 'only files can be copied')
    }
    const upload = await jail.openUpload(await placeOf(jail, path, name))
    try {
      await stream.acknowledge()
      let offset = 0
      while (offset < Number(size)) {
        const bytes = await stream.read(Number(size) - offset)
        await upload.write(bytes, offset)
        offset += bytes.length
      }
      await stream.expectZero()
      await upload.complete()
    } finally {
      await upload.discard()
    }
    await stream.acknowledge()
  }
}

async function placeOf(jail: Jail, path: string, name: string): Promise<string> {
  const there = await jail.describe(path).catch(() => undefined)
  return there?.isFolder ? posix.join(path, name) : path
}

async function send(path: string, stream: ScpStream, jail: Jail): Promise<void> {
  const file = await jail.openForReading(path)
  try {
    const { size } = await file.stat()
    await stream.expectZero()
    await stream.write(`C0644 ${size} ${posix.basename(path)}\n`)
    await stream.expectZero()
    const piece = Buffer.alloc(Math.min(pieceBytes, size))
    for (let offset = 0; offset < size;) {
      const wanted = Math.min(piece.length, size - offset)
      const { bytesRead } = await file.read(piece, 0, wanted, offset)
      // The size is promised: a file that shrank under way cannot be sent to its end.
      if (bytesRead === 0) throw new JailError('failed', 'the file changed while it was read')
      await stream.write(piece.subarray(0, bytesRead))
      offset += bytesRead
    }
    await stream.write('\0')
    await stream.expectZero()
  } finally {
    await file.close()
  }
}

/** Words as a shell parts them, with quotes and backslashes; undefined for an open quote. */
function splitWords(line: string): string[] | undefined {
  const words: string[] = []
  let rest = line.trimStart()
  while (rest !== '') {
    const [raw] = /^(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s\\'"])+/s.exec(rest) ?? []
    if (raw === undefined) return undefined
    words.push(raw.replace(
      /\\(.)|'([^']*)'|"((?:\\.|[^"\\])*)"/gs,
      (_, escaped?: string, single?: string, double?: string) =>
        escaped ?? single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? '',
    ))
    rest = rest.slice(raw.length).trimStart()
  }
  return words
}
