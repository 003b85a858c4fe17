import { encodeUtf8, isWellFormed } from '@keyturn/bytes'
import { MAX_KEY_BYTES, MAX_TRANSACTION_ROWS, MAX_VALUE_BYTES } from '../../ports/index.ts'
import type { Transaction } from '../../ports/index.ts'

/** Most rows that one list may ask for. */
const maxListRows = 100_000

/** Throws RangeError for a transaction that breaks the port's rules: an error of the program. */
export function checkTransaction(transaction: Transaction): void {
  const { compare = [], put = [], remove = [] } = transaction
  if (compare.length + put.length + remove.length > MAX_TRANSACTION_ROWS) {
    throw new RangeError(`a transaction of more than ${MAX_TRANSACTION_ROWS} rows`)
  }
  const written = [...put.map((row) => row.key), ...remove]
  for (const key of [...written, ...compare.map((row) => row.key)]) checkKey(key)
  if (new Set(written).size !== written.length) {
    throw new RangeError('a transaction writes one key twice')
  }
  for (const { key, value } of put) {
    if (value.length > MAX_VALUE_BYTES) {
      throw new RangeError(`the value of ${key} is longer than ${MAX_VALUE_BYTES} bytes`)
    }
  }
}

export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxListRows) {
    throw new RangeError(`a list of ${limit} rows; 1 to ${maxListRows} are allowed`)
  }
}

function checkKey(key: string): void {
  if (key === '' || !isWellFormed(key) || encodeUtf8(key).length > MAX_KEY_BYTES) {
    throw new RangeError(`a key must be 1 to ${MAX_KEY_BYTES} bytes of well-formed UTF-8`)
  }
}
