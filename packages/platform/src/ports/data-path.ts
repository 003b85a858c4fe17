/**
 * What a data-plane process needs from the outside world. Memory is one Uint8Array of the
 * caller's, and places in it are numbers, so that nothing is allocated on the way of the data.
 * Errors are codes of the operating system ('ENOSPC', 'EIO', …).
 */

/**
 * Reads and writes give the number of bytes done, or this for an error, with the code in
 * `lastError`.
 */
export const FAILED = -1

/** A volume's file, open for reading and writing under the exclusive lock. */
export interface BlockFile {
  readonly lengthBytes: number
  /** Bytes that the file occupies on its file system at this moment. */
  allocatedBytes(): number
  /** The error code behind the last FAILED of a synchronous call. */
  readonly lastError: string
  /**
   * Reads up to `length` bytes at file position `position` to `memory[at]`; fewer only at the end
   * of the file.
   */
  readSync(memory: Uint8Array, at: number, length: number, position: number): number
  writeSync(memory: Uint8Array, at: number, length: number, position: number): number
  read(memory: Uint8Array, at: number, length: number, position: number, done: Done): void
  /** Writes all of it or fails. */
  write(memory: Uint8Array, at: number, length: number, position: number, done: Done): void
  /** fdatasync: everything whose write had returned before is on stable storage. */
  sync(done: Done): void
  /** Makes the file longer, durably. */
  extend(lengthBytes: number): Promise<void>
  /**
   * Gives a range back to the file system; it reads as zeros then. `done(false)`: cannot be done
   * here, nothing changed.
   */
  punch(position: number, length: number, done: (punched: boolean) => void): void
  /** Closes and gives the lock back, when nothing is under way any more. */
  close(): Promise<void>
}

/** `error` is undefined on success. */
export type Done = (error: string | undefined) => void

export type OpenedFile =
  | { readonly file: BlockFile }
  | { readonly refused: 'missing' | 'inUse' | 'noSpace' | 'io'; readonly message: string }

export interface BlockFiles {
  /** Waits for the exclusive lock for at most `waitMs`. */
  open(path: string, waitMs: number): Promise<OpenedFile>
  /**
   * Makes a thin file of `lengthBytes` that begins with `head`, durably and whole or not at all.
   * False when there is one of that name: it is left alone. Rejects with the code of the error.
   */
  create(path: string, head: Uint8Array, lengthBytes: number): Promise<boolean>
}

/** A client's socket. Bytes go into memory that the receiver owns. */
export interface ClientSocket {
  /**
   * Begins to read. `memory` is filled from its start, over and over: `received` deals with what
   * it is told of before it returns. `closed` comes once, and `received` never after it.
   */
  start(memory: Uint8Array, receiver: SocketReceiver): void
  /** Nothing is received until `resume`. */
  pause(): void
  resume(): void
  /** `written` is called when the bytes are no longer needed, whether they were sent or not. */
  write(bytes: Uint8Array, written: () => void): void
  /** Closes after what was written has gone out. */
  end(): void
  destroy(): void
}

export interface SocketReceiver {
  /** `length` bytes are at the start of the memory. */
  received(length: number): void
  /** The peer has sent its last byte; writing may go on. */
  ended(): void
  closed(cause: string): void
}

/** The data plane's end of the channel to its controller. */
export interface ControllerChannel<Incoming, Outgoing> {
  send(message: Outgoing): void
  onMessage(handler: (message: Incoming, socket: ClientSocket | undefined) => void): void
  /** The 64 bytes of the frame with that ticket; the caller wipes them. */
  takeKey(ticket: number): Promise<Uint8Array>
  /** Called once when the controller is gone. */
  onClosed(handler: () => void): void
}
