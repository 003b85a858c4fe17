import { nbd } from '@keyturn/nbd'
import type { BlockFile, VolumeStatistics } from '@keyturn/platform/ports'
import { AllocationMap } from './allocation-map.ts'
import { nbdError } from './errors.ts'
import { Pace } from './pace.ts'
import { SyncGroup } from './sync-group.ts'
import { HEADER_LENGTH } from './volume-header.ts'
import { WriteOrder } from './write-order.ts'
import type { XtsEngine } from './xts/engine.ts'

/** A small read from the page cache takes 2 to 5 microseconds, from a disk 80 and more. */
const SLOW_READ_MS = 0.05
/**
 * A write to the page cache waits only where the kernel holds writers back for a full disk queue.
 */
const SLOW_WRITE_MS = 2

const diskReads = (): number => process.resourceUsage().fsRead

/** What a volume tells its process. */
export interface VolumeObserver {
  outOfSpace(volumeId: string): void
  spaceAvailable(volumeId: string): void
  failed(volumeId: string, cause: string): void
}

/** One attached volume: its file, its key, and what all its connections share. */
export class Volume {
  readonly volumeId: string
  readonly file: BlockFile
  readonly engine: XtsEngine
  readonly allocation: AllocationMap
  readonly readPace: Pace
  readonly writePace: Pace
  /** The writes in the thread pool. */
  readonly writeOrder = new WriteOrder()
  readonly counts = {
    connections: 0,
    readOperations: 0,
    readBytes: 0,
    writeOperations: 0,
    writeBytes: 0,
    flushes: 0,
    zeroOperations: 0,
    errors: 0,
  }
  sizeBytes: number
  readonly #observer: VolumeObserver
  readonly #syncGroup: SyncGroup
  #full = false
  #failed = false

  constructor(
    volumeId: string,
    sizeBytes: number,
    file: BlockFile,
    engine: XtsEngine,
    observer: VolumeObserver,
    readPace = new Pace(SLOW_READ_MS, diskReads),
    writePace = new Pace(SLOW_WRITE_MS, diskReads),
  ) {
    this.readPace = readPace
    this.writePace = writePace
    this.volumeId = volumeId
    this.sizeBytes = sizeBytes
    this.file = file
    this.engine = engine
    this.#observer = observer
    this.allocation = new AllocationMap(file.allocatedBytes() <= HEADER_LENGTH)
    this.#syncGroup = new SyncGroup(file, (error) => {
      this.#failed = true
      observer.failed(
        volumeId,
        `fdatasync failed with ${error}: what it should have written may be lost`,
      )
    })
  }

  /** Offline: every request is answered with EIO. */
  get failed(): boolean {
    return this.#failed
  }

  /** NBD_OK once every write that has returned is on stable storage. */
  sync(done: (error: number) => void): void {
    this.#syncGroup.sync((error) => done(error === undefined ? nbd.NBD_OK : nbd.NBD_EIO))
  }

  /**
   * The NBD error for a failed write. A full file system is told of before any client hears ENOSPC.
   */
  writeFailed(code: string): number {
    const error = nbdError(code)
    if (error === nbd.NBD_ENOSPC && !this.#full) {
      this.#full = true
      this.#observer.outOfSpace(this.volumeId)
    }
    return error
  }

  writeSucceeded(): void {
    if (!this.#full) return
    this.#full = false
    this.#observer.spaceAvailable(this.volumeId)
  }

  statistics(): VolumeStatistics {
    return { volumeId: this.volumeId, ...this.counts }
  }
}
