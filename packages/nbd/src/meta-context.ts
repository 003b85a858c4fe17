import { ByteReader, ByteWriter, decodeUtf8, encodeUtf8 } from '@keyturn/bytes'
import { REP_META_CONTEXT } from './constants.ts'
import {
  ALLOCATION_CONTEXT,
  ALLOCATION_CONTEXT_ID,
  MAXIMUM_META_CONTEXT_QUERIES,
  MAXIMUM_STRING_LENGTH,
} from './limits.ts'
import { optionReply } from './option-reply.ts'

/** The payload of NBD_OPT_LIST_META_CONTEXT and NBD_OPT_SET_META_CONTEXT. */
export interface MetaContextQueries {
  readonly exportName: string
  readonly queries: readonly string[]
}

/** Undefined when the payload is malformed. */
export function readMetaContextQueries(payload: Uint8Array): MetaContextQueries | undefined {
  const reader = new ByteReader(payload)
  const exportName = readString(reader)
  const count = reader.u32()
  if (exportName === undefined || count > MAXIMUM_META_CONTEXT_QUERIES) return undefined
  const queries: string[] = []
  for (let i = 0; i < count; i++) {
    const query = readString(reader)
    if (query === undefined) return undefined
    queries.push(query)
  }
  return reader.complete ? { exportName, queries } : undefined
}

/** A 32-bit length and that many bytes of UTF-8. */
export function readString(reader: ByteReader): string | undefined {
  const length = reader.u32()
  if (length > MAXIMUM_STRING_LENGTH) return undefined
  const text = decodeUtf8(reader.bytes(length))
  return reader.overrun ? undefined : text
}

/** For LIST: no query asks for everything, 'base:' for everything in that namespace. */
export const listsAllocation = (queries: readonly string[]): boolean =>
  queries.length === 0 || queries.includes('base:') || queries.includes(ALLOCATION_CONTEXT)

/** For SET: only a full name selects. */
export const selectsAllocation = (queries: readonly string[]): boolean =>
  queries.includes(ALLOCATION_CONTEXT)

export function allocationContextReply(option: number): Uint8Array {
  const name = encodeUtf8(ALLOCATION_CONTEXT)
  const payload = new ByteWriter().u32(ALLOCATION_CONTEXT_ID).bytes(name).finish()
  return optionReply(option, REP_META_CONTEXT, payload)
}
