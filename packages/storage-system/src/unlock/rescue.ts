import { wipe } from '@keyturn/bytes'
import { accept, type Audit, type AuditEntry, type Outcome, refuse } from '@keyturn/command-set'
import { rescueSlots, type UnlockingSlot } from '@keyturn/key-slots'
import { faultOf } from '../key-servers/fault.ts'
import type { KeyServerRow } from '../records/index.ts'
import { type Holder, holderTexts } from '../rekey/holder.ts'
import { refusalOfStep } from '../rekey/refusals.ts'
import { commit, type EncryptionParts, prepare } from '../system/encryption.ts'

/** Who asks for a rescue; it stands in the audit log. */
export type RescueCaller = Pick<AuditEntry, 'user' | 'origin' | 'address'>

/**
 * The last resort of an administrator. A locked system: opens a parked slot with the former key,
 * from any key server that still has it; that key is the current one again. An unlocked system
 * whose keys are gone at the key servers: wraps the system key, which is in memory, to a new key of
 * the primary. The value is a sentence. Refused with 8535 when no server has a key that opens a
 * parked slot, 8530 while a rekey is open.
 */
export async function rescue(
  parts: EncryptionParts,
  audit: Audit,
  caller: RescueCaller,
): Promise<Outcome<string>> {
  const { core, monitor } = parts
  const began = core.ports.clock.now()
  const outcome = core.keyring.isOpen ? await rewrap(parts) : await openParked(parts)
  if (!outcome.ok) return outcome
  core.ports.log.warn('a rescue was carried out', { user: caller.user, what: outcome.value })
  await audit.append({
    ...caller,
    time: began,
    command: 'svctask rescue',
    objectId: undefined,
    durationMs: core.ports.clock.now() - began,
  })
  await core.events.raise('rescueUsed')
  await monitor.round()
  return outcome
}

async function openParked(parts: EncryptionParts): Promise<Outcome<string>> {
  const { core, driver, directory } = parts
  for (const slot of rescueSlots(driver.state)) {
    const holders: Holder[] = []
    const names: string[] = []
    for (const server of directory.all()) {
      const machine = await machineWithKey(parts, server, slot)
      if (machine === undefined) continue
      holders.push({ id: server.id, machine })
      names.push(server.name)
    }
    if (holders.length === 0) continue
    const refused = await driver.apply({
      type: 'rescueOpened',
      method: slot.method,
      slot: slot.slot,
      holders: holderTexts(holders),
    }, { accepted: () => core.keyring.promote(slot.slot) })
    if (refused !== undefined) return refusalOfStep(refused)
    const from = names.join(', ')
    return accept(`The former key, from ${from}, unlocks the system and is current again.`)
  }
  return refuse('8535')
}

/** The machine that gave a key which opens the slot; undefined when none did. */
async function machineWithKey(
  { core, directory }: EncryptionParts,
  server: KeyServerRow,
  { slot, key }: UnlockingSlot,
): Promise<string | undefined> {
  try {
    const record = await core.records.readSlot(slot)
    const { accessKey, machine } = await directory.converse(server, async (conversation) => ({
      accessKey: await conversation.fetchKey(key.identifier),
      machine: conversation.machine,
    }))
    if (accessKey === undefined || record === undefined) return undefined
    const opens = core.keyring.opensSlot(slot, record, accessKey)
    wipe(accessKey)
    return opens ? machine : undefined
  } catch (error) {
    const { message } = faultOf(error)
    core.ports.log.warn('a key server gave no former key', { server: server.name, message })
    return undefined
  }
}

/** A rekey that does not ask whether the current key is still to be had anywhere. */
async function rewrap(parts: EncryptionParts): Promise<Outcome<string>> {
  const unjudged = () => undefined
  const prepared = await prepare(parts, unjudged)
  if (!prepared.ok) return prepared
  const committed = await commit(parts, false, unjudged)
  if (!committed.ok) return committed
  return accept('The system key is wrapped to a new key of the primary key server.')
}
