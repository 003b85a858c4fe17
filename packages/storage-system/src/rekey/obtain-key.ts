import { wipe } from '@keyturn/bytes'
import type { RekeyAction } from '@keyturn/key-slots'
import { KmipClientError } from '@keyturn/kmip/client'
import type { Core } from '../core.ts'
import type { KeyServerDirectory } from '../key-servers/directory.ts'
import { type Fault, faultOf } from '../key-servers/fault.ts'
import type { KeyServerRow } from '../records/index.ts'
import type { Report } from './driver.ts'

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
  let sent = false
  try {
    const identifier = await makeKey(directory, primary, action.name, () => {
      sent = true
    })
    const accessKey = await directory.converse(primary, (conversation) =>
      conversation.fetchKey(identifier))
    if (accessKey === undefined) {
      return failed(action, { kind: 'error', message: `the new key ${identifier} is gone` }, sent)
    }
    try {
      const bytes = core.keyring.sealSlot(action, { name: action.name, identifier }, accessKey)
      return {
        event: { type: 'keyObtained', name: action.name, identifier },
        record: { slot: action.slot, bytes },
      }
    } finally {
      wipe(accessKey)
    }
  } catch (error) {
    return failed(action, faultOf(error), sent)
  }
}

/**
 * Create is sent once for a name. When the reply is lost the key may exist: it is looked for by its name, over a
 * new connection, and never made a second time.
 */
async function makeKey(
  directory: KeyServerDirectory,
  primary: KeyServerRow,
  name: string,
  onSent: () => void,
): Promise<string> {
  try {
    return await directory.converse(primary, (conversation) => {
      const created = conversation.createKey(name)
      onSent()
      return created
    })
  } catch (error) {
    if (!(error instanceof KmipClientError) || !error.mayHaveHappened) throw error
    const found = await directory.converse(primary, (conversation) => conversation.locate(name))
      .catch(() => [])
    if (found.length !== 1 || found[0] === undefined) throw error
    return found[0]
  }
}

function failed({ name }: ObtainKey, fault: Fault, sent: boolean): Report {
  return { event: { type: 'obtainFailed', name, sent }, fault }
}
