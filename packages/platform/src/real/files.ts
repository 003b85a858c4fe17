import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Files } from '../ports/index.ts'

/** `stat` counts blocks in this unit on every system, whatever the file system's own. */
const statBlockBytes = 512

/** The local file system. */
export const diskFiles: Files = {
  async read(path, maxBytes) {
    // Not blocking: to open a pipe would wait for somebody to write into it.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK
    const file = await unlessAbsent(fs.open(path, flags))
    if (!file) return undefined
    try {
      const found = await file.stat()
      if (!found.isFile()) throw new Error(`${path} is not a file`)
      if (found.size > maxBytes) throw new Error(`${path} is longer than ${maxBytes} bytes`)
      return new Uint8Array(await file.readFile())
    } finally {
      await file.close()
    }
  },

  async write(path, bytes, mode) {
    const suffix = randomBytes(6).toString('hex')
    const temporary = join(dirname(path), `.${basename(path)}.${suffix}.tmp`)
    await createSynced(temporary, bytes, mode)
    try {
      await fs.rename(temporary, path)
    } catch (cause) {
      await fs.rm(temporary, { force: true })
      throw cause
    }
    await syncFolder(dirname(path))
  },

  async create(path, bytes, mode) {
    try {
      await createSynced(path, bytes, mode)
    } catch (cause) {
      if (isCode(cause, 'EEXIST')) return false
      throw cause
    }
    await syncFolder(dirname(path))
    return true
  },

  async remove(path) {
    await fs.rm(path, { force: true })
    await syncFolder(dirname(path))
  },

  list: async (folder) => (await unlessAbsent(fs.readdir(folder)) ?? []).sort(),

  async makeFolder(path, mode) {
    const created = await fs.mkdir(path, { recursive: true, mode })
    if (created === undefined) return
    await fs.chmod(path, mode)
    // Every folder on the way down may be new: each one's name stands in the one above.
    for (let at = path; at.length >= created.length; at = dirname(at)) await syncFolder(dirname(at))
  },

  async space(path) {
    const { bsize, blocks, bavail } = await fs.statfs(path)
    return { totalBytes: bsize * blocks, freeBytes: bsize * bavail }
  },

  async size(path) {
    const found = await unlessAbsent(fs.stat(path))
    return found && { allocatedBytes: found.blocks * statBlockBytes, lengthBytes: found.size }
  },
}

/** A new file with all its bytes on disk; nothing stays of it when that fails. */
async function createSynced(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await fs.open(path, 'wx', mode)
  try {
    await file.chmod(mode)
    await file.writeFile(bytes)
    await file.sync()
  } catch (cause) {
    await fs.rm(path, { force: true })
    throw cause
  } finally {
    await file.close()
  }
}

/** Makes names in a folder durable. Some file systems (FAT) cannot, and say EINVAL. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await unlessAbsent(fs.open(folder, 'r'))
  if (!handle) return
  try {
    await handle.sync()
  } catch (cause) {
    if (!isCode(cause, 'EINVAL')) throw cause
  } finally {
    await handle.close()
  }
}

async function unlessAbsent<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (cause) {
    if (isCode(cause, 'ENOENT') || isCode(cause, 'ENOTDIR')) return undefined
    throw cause
  }
}

const isCode = (cause: unknown, code: string): boolean =>
  (cause as NodeJS.ErrnoException).code === code
