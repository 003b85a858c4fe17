import type { Core } from '../core.ts'
import type { Attachments } from './attachments.ts'
import type { Backends } from './backends.ts'
import { sweepFile } from './remove.ts'

/** Files of removed volumes that a crash left: those on our own list, and nothing else. */
export async function sweepDoomedFiles(core: Core, backends: Backends): Promise<void> {
  for (const doomed of [...core.records.doomedFiles.values()]) {
    await sweepFile(core, backends, doomed)
  }
}

const volumeTroubles = ['volumeOffline', 'volumeDamaged'] as const

/**
 * A restart is a repair: the volumes that were offline are attached once the system is unlocked, so
 * that their events settle, or stand for what is still so.
 */
export async function mendVolumes(core: Core, attachments: Attachments): Promise<void> {
  const { events, records } = core
  for (const event of volumeTroubles) {
    for (const { objectId } of events.standingRows(event)) {
      const volume = objectId === undefined ? undefined : records.volumes.get(objectId)
      if (volume) await attachments.repair(volume)
      else await events.settle(event, objectId)
    }
  }
}
