import { wipe } from '@keyturn/bytes'
import type { RekeyAction } from '@keyturn/key-slots'
import type { Core } from '../core.ts'
import type { KeyServerDirectory } from '../key-servers/directory.ts'
import { type Fault, faultOf } from '../key-servers/fault.ts'
import type { KeyServerRow } from '../records/index.ts'
import type { Report } from './driver.ts'

type ProveKey = Extract<RekeyAction, { do: 'proveKey' }>

/**
 * Fetches the new key over new connections, from every key server that has it, and opens with it
 * the slot record as the store gives it back. The primary must be among them.
 */
export async function proveKey(
  core: Core,
  directory: KeyServerDirectory,
  action: ProveKey,
): Promise<Report> {
  const { name } = action.key
  const record = await core.records.readSlot(action.slot)
  const servers = directory.primaryFirst()
  const results = await Promise.all(servers.map((server) =>
    proveAt(core, directory, action, record, server)))
  const holders = servers.filter((_, index) => results[index] === undefined)
  const primaryFault = servers[0]?.primary ? results[0] : noPrimary
  if (primaryFault) return { event: { type: 'proofFailed', name }, fault: primaryFault }
  return {
    event: { type: 'slotProven', name, holders: holders.map(({ id }) => String(id)) },
    accepted: () => core.keyring.promote(action.slot),
  }
}

const noPrimary: Fault = { kind: 'error', message: 'no key server is the primary' }

async function proveAt(
  core: Core,
  directory: KeyServerDirectory,
  { slot, key }: ProveKey,
  record: Uint8Array | undefined,
  server: KeyServerRow,
): Promise<Fault | undefined> {
  try {
    const accessKey = await directory.converse(server, (conversation) =>
      conversation.fetchKey(key.identifier))
    if (accessKey === undefined) {
      const message = `the server does not hold the key ${key.identifier}`
      return { kind: 'error', message, reason: 'ItemNotFound' }
    }
    try {
      const opens = record !== undefined && core.keyring.opensSlot(slot, record, accessKey)
      return opens
        ? undefined
        : { kind: 'error', message: `the key ${key.identifier} does not open its slot` }
    } finally {
      wipe(accessKey)
    }
  } catch (error) {
    return faultOf(error)
  }
}
