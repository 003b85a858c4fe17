import { initialState, parseState, type RekeyState } from '@keyturn/key-slots'
import type { Records } from '../records/index.ts'

/** The rekey machine's state as it is durable now. */
export function rekeyState(records: Records): RekeyState {
  const row = records.rekey.get()
  if (row === undefined) return initialState
  const parsed = parseState(row)
  if ('failure' in parsed) {
    throw new Error(`the row ${records.rekey.key} of the store cannot be used: ${parsed.failure}`)
  }
  return parsed.state
}

/** Whether a method has a key, so that there is a system key, and the system may be locked. */
export function hasCurrentKey({ methods }: RekeyState): boolean {
  return methods.keyServer.current !== null || methods.usb.current !== null
}
