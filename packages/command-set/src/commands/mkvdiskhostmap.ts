import { defineCommand } from '../grammar/command.ts'
import { created, replyTo } from '../output/reply.ts'

/** LUNs that a host can have: 0-2047. */
const highestScsiId = 2047

export const mkvdiskhostmap = defineCommand({
  name: 'mkvdiskhostmap',
  aliases: ['mkvolumehostmap'],
  summary: 'map a volume to a host, which then sees it',
  family: 'task',
  access: 'operators',
  parameters: {
    host: { kind: 'text', required: true, help: 'host, by id or name' },
    scsi: {
      kind: 'number', min: 0, max: highestScsiId, help: 'SCSI id, the lowest free if left out',
    },
    force: { kind: 'flag', help: 'even if another host has the volume' },
    allowmismatchedscsiids: { kind: 'flag', ignored: true, help: 'no host clusters here' },
  },
  object: { word: 'vdisk_id | vdisk_name', required: true },
  async run({ host, scsi, force }, { system, object }) {
    const outcome = await system.hosts.map({ host, volume: object, scsiId: scsi, force })
    return replyTo(outcome, ({ scsiId }) => created('Virtual Disk to Host map, id', scsiId))
  },
})
