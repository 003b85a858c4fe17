import { encodeUtf8, wipe } from '@keyturn/bytes'
import type { RekeyAction } from '@keyturn/key-slots'
import { KmipClientError } from '@keyturn/kmip/client'
import type { Core } from '../core.ts'
import type { KeyServerDirectory } from '../key-servers/directory.ts'
import { type Fault, faultOf, KeyServerError } from '../key-servers/fault.ts'
import type { KeyServerRow } from '../records/index.ts'
import type { Report } from './driver.ts'

/** Longest Unique Identifier that a key slot record takes, in bytes of UTF-8. */
const MAX_IDENTIFIER_BYTES = 512

type ObtainKey = Extract<RekeyAction, { do: 'obtainKey' }>

/** The primary makes the key; the system key is sealed with it into a slot record. */
export async function obtainKey(
  core: Core,
  directory: KeyServerDirectory,
  action: ObtainKey,
): Promise<Report> {
  const primary = directory.primary()
  const noPrimary: Fault = { kind: 'error', message: 'no key server is the primary' }
  if (primary === undefined) return failed(action, noPrimary, false)
  let identifier: string
  try {
    identifier = await makeKey(directory, primary, action.name)
  } catch (error) {
    return failed(action, faultOf(error), mayExist(error))
  }
  try {
    const accessKey = await directory.converse(primary, (conversation) =>
      conversation.fetchKey(identifier))
    if (accessKey === undefined) {
      return failed(action, { kind: 'error', message: `the new key ${identifier} is gone` }, true)
    }
    try {
      const key = { name: action.name, identifier }
      const bytes = core.keyring.sealSlot(action, key, accessKey)
      return {
        event: { type: 'keyObtained', name: action.name, identifier },
        record: { slot: action.slot, bytes },
      }
    } finally {
      wipe(accessKey)
    }
  } catch (error) {
    return failed(action, faultOf(error), true)
  }
}

/** False only when it is certain that no request to make the key left us. */
function mayExist(error: unknown): boolean {
  if (!(error instanceof KmipClientError)) return true
  const { kind } = error.failure
  return error.mayHaveHappened || kind === 'refused' || kind === 'undecodable'
}

/**
 * Create is sent once for a name. When the reply is lost the key may exist: it is looked for by its
 * name, over a new connection, and never made a second time.
 */
async function makeKey(
  directory: KeyServerDirectory,
  primary: KeyServerRow,
  name: string,
): Promise<string> {
  try {
    return usable(await directory.converse(primary, (conversation) =>
      conversation.createKey(name)))
  } catch (error) {
    if (!(error instanceof KmipClientError) || !error.mayHaveHappened) throw error
    const found = await directory.converse(primary, (conversation) => conversation.locate(name))
      .catch(() => [])
    if (found.length !== 1 || found[0] === undefined) throw error
    return usable(found[0])
  }
}

/** A slot record has room for identifiers of so many bytes. */
function usable(identifier: string): string {
  if (identifier !== '' && encodeUtf8(identifier).length <= MAX_IDENTIFIER_BYTES) return identifier
  const message = `the key server gives identifiers longer than ${MAX_IDENTIFIER_BYTES} bytes`
  throw new KeyServerError({ kind: 'unsupported', message })
}

function failed({ name }: ObtainKey, fault: Fault, sent: boolean): Report {
  return { event: { type: 'obtainFailed', name, sent }, fault }
}
