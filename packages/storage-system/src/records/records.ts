import type { RecordStore } from '@keyturn/platform/ports'
import { MAX_TRANSACTION_ROWS } from '@keyturn/platform/ports'
import { bytesCodec, jsonCodec } from './json.ts'
import type {
  AuditRow,
  CertificateRow,
  DoomedFileRow,
  EventRow,
  HostRow,
  KeyServerRow,
  KeyServerTypeRow,
  MappingRow,
  PluginRow,
  PoolRow,
  SecurityRow,
  SystemRow,
  UserRow,
  VolumeRow,
} from './rows.ts'
import { Cell, type Change, Table } from './table.ts'

/** What the builder of a transaction answers: what to change, and what the caller gets. */
export interface Draft<T> {
  readonly changes: readonly Change[]
  /** Removed or replaced values hold wrapped secrets: they must be in no page when it resolves. */
  readonly scrub?: boolean
  readonly result: T
}

/**
 * Everything durable of the storage system. Reading is from memory and sees durable values alone;
 * writing is one transaction after the other, each built from what the one before it left, so that
 * nobody acts on a value that a transaction under way is about to change.
 */
export class Records {
  readonly system = new Cell<SystemRow>('system', jsonCodec())
  readonly security = new Cell<SecurityRow>('security', jsonCodec())
  readonly certificate = new Cell<CertificateRow>('certificate', jsonCodec())
  readonly keyServerType = new Cell<KeyServerTypeRow>('keyservertype/isklm', jsonCodec())
  /** The state of the rekey machine; the format is key-slots'. */
  readonly rekey = new Cell<Uint8Array>('rekey', bytesCodec)
  /** Key slots in the format of key-slots, by slot id. */
  readonly slots = new Table<Uint8Array>('slot/', bytesCodec)
  readonly keyServers = new Table<KeyServerRow>('keyserver/', jsonCodec())
  readonly pools = new Table<PoolRow>('pool/', jsonCodec())
  readonly volumes = new Table<VolumeRow>('volume/', jsonCodec())
  readonly doomedFiles = new Table<DoomedFileRow>('doomed/', jsonCodec())
  readonly hosts = new Table<HostRow>('host/', jsonCodec())
  /** By `<host id>/<volume id>`. */
  readonly mappings = new Table<MappingRow>('mapping/', jsonCodec())
  readonly users = new Table<UserRow>('user/', jsonCodec())
  readonly plugins = new Table<PluginRow>('plugin/', jsonCodec())
  readonly events = new Table<EventRow>('event/', jsonCodec())
  readonly audit = new Table<AuditRow>('audit/', jsonCodec())

  readonly #store: RecordStore
  readonly #onFailure: (cause: unknown) => void
  #queue: Promise<unknown> = Promise.resolve()

  private constructor(store: RecordStore, onFailure: (cause: unknown) => void) {
    this.#store = store
    this.#onFailure = onFailure
  }

  /**
   * Reads all rows. Rejects when a row cannot be read: half a state is worse than none. `onFailure`
   * is called when a transaction failed, and with it every later one: the program must end.
   */
  static async open(
    store: RecordStore,
    onFailure: (cause: unknown) => void,
  ): Promise<Records> {
    const records = new Records(store, onFailure)
    for (const cell of records.#cells()) cell.load(await store.get(cell.key))
    for (const table of records.#tables()) table.load(await store.list(table.prefix))
    return records
  }

  /**
   * Runs `build` once every earlier transaction is durable, then makes its changes durable, all or
   * none, then answers its result. `build` is synchronous: what it reads cannot change before its
   * commit. Rejects when the store fails; the outcome is unknown then and the program is ended.
   */
  transact<T>(build: () => Draft<T>): Promise<T> {
    const turn = this.#queue.then(() => this.#run(build()))
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  /** A key slot record as the store gives it back, past the copy in memory: for a proof. */
  async readSlot(slot: number): Promise<Uint8Array | undefined> {
    return (await this.#store.get(this.slots.prefix + slot))?.value
  }

  /** Waits for transactions under way, then closes the store. */
  async close(): Promise<void> {
    await this.#queue
    await this.#store.close()
  }

  async #run<T>(draft: Draft<T>): Promise<T> {
    if (draft.changes.length > 0) await this.#commit(draft.changes, draft.scrub === true)
    return draft.result
  }

  async #commit(changes: readonly Change[], scrub: boolean): Promise<void> {
    if (changes.length > MAX_TRANSACTION_ROWS) {
      throw new Error(`a transaction of ${changes.length} rows is longer than the store takes`)
    }
    const put = changes.flatMap(({ key, value }) => value === undefined ? [] : [{ key, value }])
    const remove = changes.flatMap(({ key, value }) => value === undefined ? [key] : [])
    try {
      const outcome = await this.#store.commit({ put, remove, scrub })
      if (!outcome.committed) throw new Error('the store refused what had no conditions')
    } catch (cause) {
      this.#onFailure(cause)
      throw cause
    }
    for (const change of changes) change.apply()
  }

  #cells(): Cell<never>[] {
    return Object.values(this).filter((member) => member instanceof Cell) as Cell<never>[]
  }

  #tables(): Table<never>[] {
    return Object.values(this).filter((member) => member instanceof Table) as Table<never>[]
  }
}
