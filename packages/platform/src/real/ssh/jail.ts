import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, join, posix, resolve } from 'node:path'
import type { JailedFiles } from '../../ports/index.ts'

const uploadSuffix = '.upload'
/** C0, DEL and C1: terminals take them for commands. */
const controlCharacter = /\p{Cc}/u
/** Uploads are for the program alone: they may be certificates, or keys by mistake. */
const fileMode = 0o600

/** An operation that the jail does not allow or that failed, as the protocols tell the client. */
export class JailError extends Error {
  override readonly name = 'JailError'
  readonly kind: 'absent' | 'denied' | 'failed'
  constructor(kind: JailError['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

export interface JailEntry {
  readonly name: string
  readonly isFolder: boolean
  readonly sizeBytes: number
  /** Seconds since 1970. */
  readonly modified: number
}

/**
 * The jailed folders as a file tree of `/`, for SFTP and scp. Links, dot names, and names with
 * control characters do not exist: a listing would send the latter to somebody's terminal.
 */
export class Jail {
  readonly #files: JailedFiles

  constructor(files: JailedFiles) {
    this.#files = files
  }

  /** Absolute and without `.` and `..`; relative ones begin at `/`. */
  canonical(path: string): string {
    const plain = posix.resolve('/', path)
    return plain.startsWith('//') ? plain.slice(1) : plain
  }

  async describe(path: string): Promise<JailEntry> {
    const name = this.canonical(path)
    if (name === '/') return { name, isFolder: true, sizeBytes: 0, modified: 0 }
    return entryOf(posix.basename(name), await this.#stat(await this.#real(name)))
  }

  async list(path: string): Promise<readonly JailEntry[]> {
    const folder = this.canonical(path)
    if (folder === '/') {
      return Promise.all(this.#files.folders.map((name) => this.describe(name)))
    }
    const real = await this.#real(folder)
    if (!(await this.#stat(real)).isDirectory()) throw new JailError('failed', 'not a folder')
    const entries: JailEntry[] = []
    for (const name of (await fs.readdir(real)).sort()) {
      if (name.startsWith('.') || controlCharacter.test(name)) continue
      const found = await fs.lstat(join(real, name)).catch(() => undefined)
      if (found && isPlain(found)) entries.push(entryOf(name, found))
    }
    return entries
  }

  async openForReading(path: string): Promise<FileHandle> {
    const real = await this.#real(path)
    if (!(await this.#stat(real)).isFile()) throw new JailError('failed', 'not a file')
    return fs.open(real, constants.O_RDONLY | constants.O_NOFOLLOW)
  }

  /** Where `mayReplace` is false, a file of this name must not be there. */
  async openUpload(path: string, mayReplace = true): Promise<Upload> {
    const real = await this.#real(path)
    const there = await fs.lstat(real).catch(() => undefined)
    if (there && !there.isFile()) throw new JailError('failed', 'a folder of this name is there')
    if (there && !mayReplace) throw new JailError('failed', 'a file of this name is there')
    const random = randomBytes(6).toString('hex')
    const temporary = join(dirname(real), `.${basename(real)}.${random}${uploadSuffix}`)
    const file = await fs.open(temporary, 'wx', fileMode)
    return new Upload(file, temporary, real, this.#files.maxFileBytes)
  }

  async remove(path: string): Promise<void> {
    const real = await this.#real(path)
    const found = await this.#stat(real)
    if (!found.isFile()) throw new JailError('denied', 'only files can be removed')
    await fs.unlink(real)
    await syncFolder(dirname(real))
  }

  /** The real path, if no link leads to it: a link on the way could lead out. */
  async #real(path: string): Promise<string> {
    const name = this.canonical(path)
    if (controlCharacter.test(name)) {
      throw new JailError('denied', 'a name cannot have control characters')
    }
    const hidden = name.split('/').some((part) => part.startsWith('.'))
    const real = hidden ? undefined : this.#files.resolve(name)
    const [, first] = name.split('/')
    const top = this.#files.folders.find((folder) => folder === `/${first}`)
    const realTop = top === undefined ? undefined : this.#files.resolve(top)
    if (real === undefined || realTop === undefined) {
      throw new JailError('denied', `only ${this.#files.folders.join(', ')} can be reached`)
    }
    if (real === realTop) return real
    try {
      // The public folder itself may lie behind a link of the administrator's.
      const below = `.${dirname(real.slice(realTop.length))}`
      const expected = resolve(await fs.realpath(realTop), below)
      if (await fs.realpath(dirname(real)) === expected) return real
    } catch {
      // The folder of the file is not there.
    }
    throw new JailError('absent', 'no such file')
  }

  async #stat(real: string): Promise<Stats> {
    const found = await fs.lstat(real).catch(() => undefined)
    if (!found || !isPlain(found)) throw new JailError('absent', 'no such file')
    return found
  }
}

/** A file on its way in: it takes its name when it is complete. */
export class Upload {
  readonly #file: FileHandle
  readonly #temporary: string
  readonly #place: string
  readonly #maxBytes: number
  #finished = false
  /** A write failed: the client may close the file all the same, and must not get a shorter one. */
  #broken = false

  constructor(file: FileHandle, temporary: string, place: string, maxBytes: number) {
    this.#file = file
    this.#temporary = temporary
    this.#place = place
    this.#maxBytes = maxBytes
  }

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    if (offset + bytes.length > this.#maxBytes) {
      this.#broken = true
      throw new JailError('failed', `longer than ${this.#maxBytes} bytes`)
    }
    try {
      for (let at = 0; at < bytes.length;) {
        at += (await this.#file.write(bytes, at, bytes.length - at, offset + at)).bytesWritten
      }
    } catch (cause) {
      this.#broken = true
      throw cause
    }
  }

  async sizeBytes(): Promise<number> {
    return (await this.#file.stat()).size
  }

  /** Durable, under its name, when it resolves. */
  async complete(): Promise<void> {
    if (this.#broken) {
      await this.discard()
      throw new JailError('failed', 'the file did not arrive whole')
    }
    this.#finished = true
    try {
      await this.#file.sync()
      await fs.rename(this.#temporary, this.#place)
      await syncFolder(dirname(this.#place))
    } catch (cause) {
      await fs.rm(this.#temporary, { force: true })
      throw cause
    } finally {
      await this.#file.close()
    }
  }

  async discard(): Promise<void> {
    if (this.#finished) return
    this.#finished = true
    await this.#file.close()
    await fs.rm(this.#temporary, { force: true })
  }
}

const isPlain = (found: Stats): boolean => found.isFile() || found.isDirectory()

const entryOf = (name: string, found: Stats): JailEntry => ({
  name,
  isFolder: found.isDirectory(),
  sizeBytes: found.isDirectory() ? 0 : found.size,
  modified: Math.floor(found.mtimeMs / 1000),
})

async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
