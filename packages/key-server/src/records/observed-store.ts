import type { CommitResult, RecordStore, Transaction } from '@keyturn/platform/ports'

/** A store whose commits can be followed: the index keeps in step by it, replication wakes by it. */
export interface ObservedStore extends RecordStore {
  /**
   * Calls `listener` with each transaction that was committed through this object, before `commit`
   * resolves. The listener must not throw. The answer ends the subscription.
   */
  observe(listener: CommitListener): () => void
}

export type CommitListener = (transaction: Transaction, revision: number) => void

/** `fail` is called once when a commit rejects: nothing may be acknowledged from then on. */
export function observeStore(store: RecordStore, fail: (cause: unknown) => void): ObservedStore {
  const listeners = new Set<CommitListener>()
  const commit = async (transaction: Transaction): Promise<CommitResult> => {
    const result = await store.commit(transaction).catch((cause: unknown) => {
      fail(cause)
      throw cause
    })
    if (result.committed) for (const listener of listeners) listener(transaction, result.revision)
    return result
  }
  return {
    get: (key) => store.get(key),
    list: (prefix, options) => store.list(prefix, options),
    revision: () => store.revision(),
    close: () => store.close(),
    commit,
    observe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
