/** Small files: configuration, certificates, dumps. Volume data does not pass here. */
export interface Files {
  /** The file's bytes; undefined when there is none. Rejects when it is longer than `maxBytes`, or no file. */
  read(path: string, maxBytes: number): Promise<Uint8Array | undefined>
  /** Replaces the file durably: written beside, synced, renamed, folder synced. */
  write(path: string, bytes: Uint8Array, mode: number): Promise<void>
  /**
   * Creates the file durably; false, and nothing changed, when it is there already. A crash on the way can
   * leave a shorter file of this name: a file system of a flash drive knows no way to create one at once.
   */
  create(path: string, bytes: Uint8Array, mode: number): Promise<boolean>
  remove(path: string): Promise<void>
  /** Names in a folder, sorted; empty when there is no folder. */
  list(folder: string): Promise<readonly string[]>
  makeFolder(path: string, mode: number): Promise<void>
  /** Size and free bytes of the file system that holds `path`. */
  space(path: string): Promise<{ readonly totalBytes: number; readonly freeBytes: number }>
  /** Bytes that the file occupies on disk, and its length; undefined when there is none. */
  size(path: string): Promise<{ readonly allocatedBytes: number; readonly lengthBytes: number } | undefined>
}
