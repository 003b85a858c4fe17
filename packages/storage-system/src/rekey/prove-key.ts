import { wipe } from '@keyturn/bytes'
import type { RekeyAction } from '@keyturn/key-slots'
import type { Core } from '../core.ts'
import type { KeyServerDirectory } from '../key-servers/directory.ts'
import { type Fault, faultOf } from '../key-servers/fault.ts'
import type { KeyServerRow } from '../records/index.ts'
import type { Report } from './driver.ts'
import { type Holder, holderTexts } from './holder.ts'

type ProveKey = Extract<RekeyAction, { do: 'proveKey' }>

/**
 * Fetches the new key over new connections, from every key server that has it, and opens with it
 * the slot record as the store gives it back. The primary must be among them. What counts is how
 * many machines they are.
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
  const atPrimary = servers[0]?.primary ? results[0] : undefined
  if (atPrimary === undefined || 'kind' in atPrimary) {
    return { event: { type: 'proofFailed', name }, fault: atPrimary ?? noPrimary }
  }
  const holders = results.filter((result) => 'machine' in result)
  return {
    event: { type: 'slotProven', name, holders: holderTexts(holders) },
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
): Promise<Holder | Fault> {
  try {
    const { accessKey, machine } = await directory.converse(server, async (conversation) => ({
      accessKey: await conversation.fetchKey(key.identifier),
      machine: conversation.machine,
    }))
    if (accessKey === undefined) {
      const message = `the server does not hold the key ${key.identifier}`
      return { kind: 'error', message, reason: 'ItemNotFound' }
    }
    try {
      const opens = record !== undefined && core.keyring.opensSlot(slot, record, accessKey)
      return opens
        ? { id: server.id, machine }
        : { kind: 'error', message: `the key ${key.identifier} does not open its slot` }
    } finally {
      wipe(accessKey)
    }
  } catch (error) {
    return faultOf(error)
  }
}
