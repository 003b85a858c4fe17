/**
 * The data plane as its controller sees it: processes that hold the keys of volumes and do their
 * I/O. How many there are and which one is home to a volume is the adapter's matter; a process
 * starts when the first volume needs it.
 */
import type { Connection, Listener, TcpListenOptions } from './network.ts'

/** Length in bytes of a volume's key: two AES-256 keys, data key first, tweak key second. */
export const VOLUME_KEY_LENGTH = 64

/** A volume is a whole number of these (bytes). */
export const VOLUME_UNIT_LENGTH = 512

export interface VolumeFile {
  /**
   * What the controller calls the volume: 1 to 64 characters of ASCII, written into the file's
   * header, never reused.
   */
  readonly volumeId: string
  /** Absolute path of the file (docs/formats/volume.md). */
  readonly path: string
  /** What clients see: a positive multiple of VOLUME_UNIT_LENGTH, at most 2^52. */
  readonly sizeBytes: number
}

/**
 * Why a volume file is not served. `inUse`: another process held the lock for the whole wait, a
 * retry helps.
 * `missing`: no such file. `notAVolume`, `unknownVersion`, `otherVolume`, `wrongKey`: the header
 * says so, nothing was changed. `noSpace`: the file system is full. `attached`: it is attached
 * already. `io`: anything else.
 */
export type VolumeRefusalReason =
  | 'inUse'
  | 'missing'
  | 'notAVolume'
  | 'unknownVersion'
  | 'otherVolume'
  | 'wrongKey'
  | 'noSpace'
  | 'attached'
  | 'notAttached'
  | 'io'

export type VolumeOutcome =
  | { readonly done: true }
  | { readonly done: false; readonly reason: VolumeRefusalReason; readonly message: string }

/** What a client and the listener agreed on up to GO. Plain data; `@keyturn/nbd` makes it. */
export interface NegotiatedTransmission {
  /** How the client asked: it decides the form of the final reply. */
  readonly entry: 'go' | 'exportName'
  readonly exportName: string
  /** NBD_INFO_… types that the client asked for; the process answers those that it knows. */
  readonly requestedInfo: readonly number[]
  readonly structuredReplies: boolean
  /** Context identifier of base:allocation where the client selected it for this export. */
  readonly allocationContextId: number | undefined
  /** No 124 bytes of zeros after the answer to NBD_OPT_EXPORT_NAME. */
  readonly noZeroes: boolean
}

export interface HandOver {
  readonly volumeId: string
  /** Names the connection in events; unique for the life of the controller. */
  readonly connectionId: string
  readonly negotiated: NegotiatedTransmission
  /** Text for NBD_INFO_DESCRIPTION; empty for none. */
  readonly description: string
  readonly readOnly: boolean
  /** What the client sent after GO and the controller has read already; mostly empty. */
  readonly pending: Uint8Array
}

export interface VolumeStatistics {
  readonly volumeId: string
  readonly connections: number
  readonly readOperations: number
  readonly readBytes: number
  readonly writeOperations: number
  readonly writeBytes: number
  readonly flushes: number
  /** TRIM and WRITE_ZEROES. */
  readonly zeroOperations: number
  /** Requests that were answered with an error. */
  readonly errors: number
}

export interface DataPlaneStatistics {
  readonly processes: readonly { readonly pid: number; readonly volumes: number }[]
  readonly volumes: readonly VolumeStatistics[]
}

/**
 * What happened by itself. `outOfSpace` is sent before the client's ENOSPC is, once until space
 * is back.
 */
export type DataPlaneEvent =
  | {
      readonly kind: 'connectionClosed'
      readonly volumeId: string
      readonly connectionId: string
      readonly cause: string
    }
  | { readonly kind: 'outOfSpace'; readonly volumeId: string }
  | { readonly kind: 'spaceAvailable'; readonly volumeId: string }
  /**
   * The volume is offline, every request is answered with EIO: only detach and attach bring it
   * back.
   */
  | { readonly kind: 'failed'; readonly volumeId: string; readonly cause: string }
  /** A process ended unasked. Its volumes are detached, its connections are gone: attach again. */
  | { readonly kind: 'exited'; readonly volumeIds: readonly string[]; readonly cause: string }

export interface DataPlane {
  /**
   * Makes the volume's file, thin and durable, never over another file. Doing it twice is doing
   * it once: a file that is there already, with this volume's identifier and key, is a success
   * and keeps its data. Does not attach.
   */
  create(volume: VolumeFile, key: Uint8Array): Promise<VolumeOutcome>
  /**
   * Takes the exclusive lock (waits for a process of an earlier generation to end, at most
   * ATTACH_TIMEOUT_MS), checks that the file is this volume and the key is its key, and serves
   * it. A file shorter than `sizeBytes` is made longer, which completes a resize that a crash
   * interrupted; a longer one is left as it is. The caller wipes its own copy of `key` when it
   * wants: bytes are copied before this returns.
   */
  attach(volume: VolumeFile, key: Uint8Array): Promise<VolumeOutcome>
  /**
   * Ends the volume's connections after what they had in flight, syncs, zeroes the key, gives the
   * lock back.
   */
  detach(volumeId: string): Promise<VolumeOutcome>
  /**
   * A larger size is durable in the file when this resolves; open connections keep the old size,
   * as NBD has it.
   */
  resize(volumeId: string, sizeBytes: number): Promise<VolumeOutcome>
  /**
   * Passes the client on; its home process writes the final answer of the handshake. From here on
   * the connection is not the caller's, whatever the outcome. A volume that is not attached: the
   * client is told so and closed.
   */
  handOver(handOver: HandOver, client: TransferableConnection): void
  /**
   * Connections of a volume are cut at once; it stays attached. For a mapping that was taken
   * away.
   */
  disconnect(volumeId: string, connectionIds: readonly string[]): void
  statistics(): Promise<DataPlaneStatistics>
  /** Detaches everything and resolves when no process holds a key. */
  lock(): Promise<void>
  /** As `lock`, then ends the processes. */
  close(): Promise<void>
}

/** How long `attach` waits for the lock of a volume file (milliseconds). */
export const ATTACH_TIMEOUT_MS = 15_000

/** A connection that can be passed to another process: it reads nothing that was not asked for. */
export interface TransferableConnection extends Connection {
  readonly transferable: true
}

/** Listening for plain connections that can be handed over. */
export interface TransferableNetwork {
  listenTcp(
    options: TcpListenOptions,
    accept: (client: TransferableConnection) => void,
  ): Promise<Listener>
  /**
   * A socket file left by a dead process is replaced; one that answers is not: rejects with
   * EADDRINUSE.
   */
  listenUnix(
    options: { readonly path: string; readonly mode: number },
    accept: (client: TransferableConnection) => void,
  ): Promise<{ close(): Promise<void> }>
}
