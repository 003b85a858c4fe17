import { ByteWriter, encodeUtf8 } from '@keyturn/bytes'
import { OPTION_REPLY_MAGIC } from './constants.ts'

/** One reply to an option: magic, the option, the reply type, the length, the payload. */
export function optionReply(option: number, type: number, payload?: Uint8Array): Uint8Array {
  const length = payload?.length ?? 0
  const out = new ByteWriter(20 + length)
  out.u32(OPTION_REPLY_MAGIC[0]).u32(OPTION_REPLY_MAGIC[1]).u32(option).u32(type).u32(length)
  if (payload) out.bytes(payload)
  return out.finish()
}

/** A refusal of an option; clients show `message` to a person. */
export const optionError = (option: number, type: number, message: string): Uint8Array =>
  optionReply(option, type, encodeUtf8(message))
