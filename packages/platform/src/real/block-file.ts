import { spawn, type ChildProcess } from 'node:child_process'
import {
  close,
  closeSync,
  fdatasync,
  fstatSync,
  openSync,
  read,
  readSync,
  statSync,
  write,
  writeSync,
} from 'node:fs'
import { link, open as openHandle, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  FAILED,
  type BlockFile,
  type BlockFiles,
  type Done,
  type OpenedFile,
} from '../ports/index.ts'
import { HolePuncher } from './hole-puncher.ts'

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

class RealBlockFile implements BlockFile {
  readonly #path: string
  readonly #fd: number
  readonly #puncher: HolePuncher
  #length: number
  lastError = ''

  constructor(path: string, fd: number) {
    this.#path = path
    this.#fd = fd
    this.#puncher = new HolePuncher(fd)
    this.#length = fstatSync(fd).size
  }

  get lengthBytes(): number {
    return this.#length
  }

  allocatedBytes(): number {
    return fstatSync(this.#fd).blocks * 512
  }

  readSync(memory: Uint8Array, at: number, length: number, position: number): number {
    try {
      let done = readSync(this.#fd, memory, at, length, position)
      while (done < length) {
        const more = readSync(this.#fd, memory, at + done, length - done, position + done)
        if (more === 0) break
        done += more
      }
      return done
    } catch (error) {
      this.lastError = codeOf(error)
      return FAILED
    }
  }

  writeSync(memory: Uint8Array, at: number, length: number, position: number): number {
    try {
      let done = writeSync(this.#fd, memory, at, length, position)
      while (done < length) {
        done += writeSync(this.#fd, memory, at + done, length - done, position + done)
      }
      return done
    } catch (error) {
      this.lastError = codeOf(error)
      return FAILED
    }
  }

  read(memory: Uint8Array, at: number, length: number, position: number, done: Done): void {
    read(this.#fd, memory, at, length, position, (error, count) => {
      if (error) done(codeOf(error))
      else if (count === length) done(undefined)
      else if (count === 0) done('EIO')
      else this.read(memory, at + count, length - count, position + count, done)
    })
  }

  write(memory: Uint8Array, at: number, length: number, position: number, done: Done): void {
    write(this.#fd, memory, at, length, position, (error, count) => {
      if (error) done(codeOf(error))
      else if (count === length) done(undefined)
      else this.write(memory, at + count, length - count, position + count, done)
    })
  }

  sync(done: Done): void {
    fdatasync(this.#fd, (error) => done(error ? codeOf(error) : undefined))
  }

  async extend(lengthBytes: number): Promise<void> {
    const handle = await openHandle(this.#path, 'r+')
    try {
      await handle.truncate(lengthBytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    this.#length = lengthBytes
  }

  punch(position: number, length: number, done: (punched: boolean) => void): void {
    this.#puncher.punch(position, length, done)
  }

  async close(): Promise<void> {
    await this.#puncher.close()
    await new Promise<void>((resolve) => close(this.#fd, () => resolve()))
  }
}

/**
 * An exclusive flock(2) on the file itself. Node has no call for it, but the lock belongs to the
 * open file description, which a child shares: flock(1) takes it there and ends, and it stays until
 * our last copy of the descriptor is closed, by us or by the kernel when we die.
 */
function lock(fd: number, waitMs: number): Promise<'locked' | 'inUse' | string> {
  return new Promise((resolve) => {
    const seconds = Math.max(waitMs / 1000, 0.01).toString()
    let child: ChildProcess
    try {
      child = spawn('flock', ['-x', '-w', seconds, '3'], {
        stdio: ['ignore', 'ignore', 'ignore', fd],
      })
    } catch (error) {
      resolve(codeOf(error))
      return
    }
    child.on('error', (error) => resolve(`cannot run flock (package util-linux): ${codeOf(error)}`))
    child.on('exit', (code, signal) => {
      if (code === 0) resolve('locked')
      else resolve(code === 1 ? 'inUse' : `flock ended with ${code ?? signal}`)
    })
  })
}

/** A name that was given to another file, or to none, while we waited for the lock. */
function isStill(path: string, fd: number): boolean {
  try {
    const named = statSync(path)
    const open = fstatSync(fd)
    return named.ino === open.ino && named.dev === open.dev
  } catch {
    return false
  }
}

async function open(path: string, waitMs: number): Promise<OpenedFile> {
  let fd: number
  try {
    fd = openSync(path, 'r+')
  } catch (error) {
    const code = codeOf(error)
    return {
      refused: code === 'ENOENT' ? 'missing' : 'io',
      message: `cannot open ${path}: ${code}`,
    }
  }
  const outcome = await lock(fd, waitMs)
  if (outcome === 'locked' && isStill(path, fd)) return { file: new RealBlockFile(path, fd) }
  closeSync(fd)
  if (outcome === 'locked')
    return { refused: 'missing', message: `${path} was replaced or removed` }
  if (outcome === 'inUse')
    return { refused: 'inUse', message: `${path} is locked by another process` }
  return { refused: 'io', message: `cannot lock ${path}: ${outcome}` }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await openHandle(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/**
 * Written whole under another name, then linked: a crash leaves no half-made file of the final
 * name.
 */
async function create(path: string, head: Uint8Array, lengthBytes: number): Promise<boolean> {
  const temporary = `${path}.new`
  const file = await openHandle(temporary, 'w', 0o600)
  try {
    await file.write(head, 0, head.length, 0)
    await file.truncate(lengthBytes)
    await file.sync()
  } finally {
    await file.close()
  }
  let created = true
  try {
    await link(temporary, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    created = false
  } finally {
    await unlink(temporary)
  }
  // Also when it was there already: whoever made it may have died before this.
  await syncFolder(path)
  return created
}

export const realBlockFiles: BlockFiles = { open, create }
