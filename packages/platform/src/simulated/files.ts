import type { Files } from '../ports/index.ts'
import type { Life } from './life.ts'

/** Files that survive a power cut, by path; folders are implied. */
export class SimulatedFileSystem {
  #files = new Map<string, Uint8Array>()

  /** A copy as of this instant. */
  copy(): SimulatedFileSystem {
    const copy = new SimulatedFileSystem()
    copy.#files = new Map(this.#files)
    return copy
  }

  /** The file system as one process sees it. */
  files(life: Life): Files {
    const files = this.#files
    return {
      read: async (path, maxBytes) => {
        const bytes = files.get(path)
        if (bytes && bytes.length > maxBytes)
          throw new Error(`${path} is longer than ${maxBytes} bytes`)
        return life.answer(bytes?.slice())
      },
      write: async (path, bytes) => {
        if (life.alive) files.set(path, bytes.slice())
        return life.answer(undefined)
      },
      create: async (path, bytes) => {
        if (files.has(path)) return life.answer(false)
        if (life.alive) files.set(path, bytes.slice())
        return life.answer(true)
      },
      remove: async (path) => {
        if (life.alive) files.delete(path)
        return life.answer(undefined)
      },
      list: async (folder) => {
        const start = folder.endsWith('/') ? folder : `${folder}/`
        const names = [...files.keys()]
          .filter((path) => path.startsWith(start))
          .map((path) => path.slice(start.length).split('/')[0] ?? '')
        return life.answer([...new Set(names)].sort())
      },
      makeFolder: async () => life.answer(undefined),
      space: async () => life.answer({ totalBytes: 2 ** 40, freeBytes: 2 ** 39 }),
      size: async (path) => {
        const length = files.get(path)?.length
        return life.answer(
          length === undefined ? undefined : { allocatedBytes: length, lengthBytes: length },
        )
      },
    }
  }
}
